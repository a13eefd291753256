import { Button, Menu } from "@mantine/core";
import { IconChevronDown } from "@tabler/icons-react";
import { useState } from "react";

import { Confirm } from "../../components/Confirm";
import { useAct, type ScheduleDto } from "../../ipc";
import { attempt } from "../../lib/acts";
import { useZone } from "../../lib/clock";
import { dateShort, isoDay } from "../../lib/format";
import { navigate } from "../../lib/router";
import { useWords } from "../../words/i18n";

type Asking = "activate" | "skip" | "deactivate" | "delete";

/** What can be done with a schedule. One of which a step has run can only be made inactive (P5). */
export function ScheduleMenu({ schedule }: { schedule: ScheduleDto }) {
  const t = useWords();
  const zone = useZone();
  const [asking, setAsking] = useState<Asking | null>(null);
  const duplicate = useAct("schedule_duplicate");
  const { id, state, spec, steps, has_run: hasRun } = schedule;
  const next = steps.map((step) => step.next_run_at).filter((at) => at !== null).sort()[0];
  const copy = async (): Promise<void> => {
    const made = await attempt(() => duplicate.mutateAsync({ id }));
    if (made) navigate(`/campaigns/schedules/${made.id}`);
  };
  return (
    <>
      <Menu>
        <Menu.Target>
          <Button variant="default" size="xs" rightSection={<IconChevronDown size={14} aria-hidden />} aria-label={t("schedules.options", { name: spec.name })} data-testid={`schedule-options-${id}`}>
            {t("common.options")}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => navigate(`/campaigns/schedules/${id}`)}>{t("campaigns.menu.open")}</Menu.Item>
          {state === "active" ? (
            <>
              {next ? <Menu.Item onClick={() => setAsking("skip")}>{t("schedules.menu.skip")}</Menu.Item> : null}
              <Menu.Item onClick={() => setAsking("deactivate")}>{t("campaigns.menu.deactivate")}</Menu.Item>
            </>
          ) : (
            <Menu.Item onClick={() => setAsking("activate")}>{t("campaigns.menu.activate")}</Menu.Item>
          )}
          <Menu.Item onClick={() => void copy()}>{t("campaigns.menu.duplicate")}</Menu.Item>
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
      <Asked schedule={schedule} nextOn={next ? dateShort(isoDay(next, zone)) : ""} asking={asking} onClose={() => setAsking(null)} />
    </>
  );
}

type AskedProps = { schedule: ScheduleDto; nextOn: string; asking: Asking | null; onClose: () => void };

function Asked({ schedule, nextOn, asking, onClose }: AskedProps) {
  const t = useWords();
  const activate = useAct("schedule_activate");
  const skip = useAct("schedule_skip_next");
  const deactivate = useAct("schedule_deactivate");
  const remove = useAct("schedule_delete");
  const { id } = schedule;
  const { name } = schedule.spec;
  switch (asking) {
    case null:
      return null;
    case "activate":
      return (
        <Confirm opened title={t("schedules.activateTitle", { name })} yes={t("campaigns.menu.activate")} onClose={onClose} onYes={() => activate.mutateAsync({ id })}>
          {t("schedules.activateBody")}
        </Confirm>
      );
    case "skip":
      return (
        <Confirm opened title={t("schedules.skipTitle", { name })} yes={t("schedules.skipYes")} onClose={onClose} onYes={() => skip.mutateAsync({ id })}>
          {t("schedules.skipBody", { on: nextOn })}
        </Confirm>
      );
    case "deactivate":
      return (
        <Confirm opened title={t("schedules.deactivateTitle", { name })} yes={t("campaigns.deactivateYes")} onClose={onClose} onYes={() => deactivate.mutateAsync({ id })}>
          {t("schedules.deactivateBody")}
        </Confirm>
      );
    case "delete":
      return (
        <Confirm opened red title={t("schedules.deleteTitle", { name })} yes={t("common.delete")} onClose={onClose} onYes={() => remove.mutateAsync({ id })}>
          {t("schedules.deleteBody")}
        </Confirm>
      );
  }
}
