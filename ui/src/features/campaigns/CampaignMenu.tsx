import { Button, Menu } from "@mantine/core";
import { IconChevronDown } from "@tabler/icons-react";
import { useState } from "react";

import { Confirm } from "../../components/Confirm";
import { tell } from "../../components/Errors";
import { useAct, type CampaignDto } from "../../ipc";
import { attempt } from "../../lib/acts";
import { useNow, useZone } from "../../lib/clock";
import { isoDay } from "../../lib/format";
import { navigate } from "../../lib/router";
import { useWords } from "../../words/i18n";

type Asking = "run" | "skip" | "deactivate" | "delete";

/** What can be done with a campaign. A campaign that has run can only be made inactive (P5). */
export function CampaignMenu({ campaign, nextAt }: { campaign: CampaignDto; nextAt: string | null }) {
  const t = useWords();
  const [asking, setAsking] = useState<Asking | null>(null);
  const activate = useAct("campaign_activate");
  const duplicate = useAct("campaign_duplicate");
  const { id, state, has_run: hasRun, spec } = campaign;
  // A step that lost its schedule only keeps its history.
  const isLeftOver = spec.aim.step !== null;
  const again = useRanToday(campaign);
  const copy = async (): Promise<void> => {
    const made = await attempt(() => duplicate.mutateAsync({ id }));
    if (made) navigate(`/campaigns/${made.id}`);
  };
  return (
    <>
      <Menu>
        <Menu.Target>
          <Button variant="default" size="xs" rightSection={<IconChevronDown size={14} aria-hidden />} aria-label={t("campaigns.options", { name: spec.name })} data-testid={`campaign-options-${id}`}>
            {t("common.options")}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => navigate(`/campaigns/${id}`)}>{t("campaigns.menu.open")}</Menu.Item>
          {state === "active" ? (
            <>
              <Menu.Item onClick={() => setAsking("run")} data-testid="campaign-run-now">
                {t(again ? "campaigns.menu.again" : "campaigns.menu.run")}
              </Menu.Item>
              {nextAt ? <Menu.Item onClick={() => setAsking("skip")}>{t("campaigns.menu.skip")}</Menu.Item> : null}
              <Menu.Item onClick={() => setAsking("deactivate")}>{t("campaigns.menu.deactivate")}</Menu.Item>
            </>
          ) : isLeftOver ? null : (
            <Menu.Item onClick={() => void attempt(() => activate.mutateAsync({ id }))}>{t("campaigns.menu.activate")}</Menu.Item>
          )}
          {isLeftOver ? null : <Menu.Item onClick={() => void copy()}>{t("campaigns.menu.duplicate")}</Menu.Item>}
          {hasRun ? null : (
            <>
              <Menu.Divider />
              <Menu.Item color="red" onClick={() => setAsking("delete")}>
                {t("campaigns.menu.delete")}
              </Menu.Item>
            </>
          )}
        </Menu.Dropdown>
      </Menu>
      <Asked campaign={campaign} nextAt={nextAt} asking={asking} onClose={() => setAsking(null)} />
    </>
  );
}

/** "Run again today" makes the day's next sequence (P6). */
function useRanToday(campaign: CampaignDto): boolean {
  const zone = useZone();
  const now = useNow(60_000);
  return now !== null && campaign.last_run?.on === isoDay(now, zone);
}

type AskedProps = { campaign: CampaignDto; nextAt: string | null; asking: Asking | null; onClose: () => void };

function Asked({ campaign, nextAt, asking, onClose }: AskedProps) {
  const t = useWords();
  const run = useAct("run_now");
  const skip = useAct("campaign_skip_next");
  const deactivate = useAct("campaign_deactivate");
  const remove = useAct("campaign_delete");
  const again = useRanToday(campaign);
  const { id } = campaign;
  const { name } = campaign.spec;
  switch (asking) {
    case null:
      return null;
    case "run":
      return (
        <Confirm
          opened
          title={t(again ? "campaigns.againTitle" : "campaigns.runTitle", { name })}
          yes={t(again ? "campaigns.menu.again" : "campaigns.runYes")}
          onClose={onClose}
          onYes={async () => {
            await run.mutateAsync({ campaign: id });
            tell(t("campaigns.runStarted"));
            navigate("/today");
          }}
        >
          {t("campaigns.runBody")}
        </Confirm>
      );
    case "skip":
      return (
        <Confirm opened title={t("campaigns.skipTitle", { name })} yes={t("campaigns.skipYes")} onClose={onClose} onYes={() => skip.mutateAsync({ id })}>
          {t("campaigns.skipBody", { at: nextAt ?? "" })}
        </Confirm>
      );
    case "deactivate":
      return (
        <Confirm opened title={t("campaigns.deactivateTitle", { name })} yes={t("campaigns.deactivateYes")} onClose={onClose} onYes={() => deactivate.mutateAsync({ id })}>
          {t("campaigns.deactivateBody")}
        </Confirm>
      );
    case "delete":
      return (
        <Confirm opened red title={t("campaigns.deleteTitle", { name })} yes={t("common.delete")} onClose={onClose} onYes={() => remove.mutateAsync({ id })}>
          {t("campaigns.deleteBody")}
        </Confirm>
      );
  }
}
