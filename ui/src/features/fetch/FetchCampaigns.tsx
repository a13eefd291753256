import { Badge, Button, Table } from "@mantine/core";
import { useState } from "react";

import { Confirm } from "../../components/Confirm";
import { Answer, tell } from "../../components/Errors";
import { Panel } from "../../components/Panel";
import { useAct, useAsk, type FetchCampaignDto } from "../../ipc";
import { useZone } from "../../lib/clock";
import { count, date, day } from "../../lib/format";
import { useWords } from "../../words/i18n";
import css from "./Fetch.module.css";

const COLOURS = { active: "teal", expired: "gray", ended: "gray" } as const;

/** What was sent to Call Select, and how much of it is still to be contacted. */
export function FetchCampaigns() {
  const t = useWords();
  const asked = useAsk("fetch_campaign_list", {});
  return (
    <Panel title={t("fetch.campaigns.title")} testId="fetch-campaigns" flush>
      <Answer query={asked} lines={2}>
        {({ campaigns }) =>
          campaigns.length === 0 ? (
            <p className="quiet" style={{ margin: 0, padding: "0 16px 16px" }}>
              {t("fetch.campaigns.none")}
            </p>
          ) : (
            <Table.ScrollContainer minWidth={620} type="native">
              <Table aria-label={t("fetch.campaigns.title")}>
                <Table.Thead>
                  <Table.Tr>
                    <Table.Th>{t("fetch.campaigns.columns.name")}</Table.Th>
                    <Table.Th>{t("fetch.campaigns.columns.query")}</Table.Th>
                    <Table.Th>{t("fetch.campaigns.columns.state")}</Table.Th>
                    <Table.Th className="number">{t("fetch.campaigns.columns.expires")}</Table.Th>
                    <Table.Th className="number">{t("fetch.campaigns.columns.members")}</Table.Th>
                    <Table.Th className="number">{t("fetch.campaigns.columns.open")}</Table.Th>
                    <Table.Th w={70} />
                  </Table.Tr>
                </Table.Thead>
                <Table.Tbody>
                  {campaigns.map((campaign) => (
                    <Row key={campaign.id} campaign={campaign} />
                  ))}
                </Table.Tbody>
              </Table>
            </Table.ScrollContainer>
          )
        }
      </Answer>
    </Panel>
  );
}

function Row({ campaign }: { campaign: FetchCampaignDto }) {
  const t = useWords();
  const zone = useZone();
  const act = useAct("fetch_campaign_end");
  const [asking, setAsking] = useState(false);
  const { id, name, state, open } = campaign;
  return (
    <Table.Tr data-testid={`fetch-campaign-${id}`}>
      <Table.Td className={css.name}>
        <b style={{ fontWeight: 550 }}>{name}</b>
        <div className="quiet small">{t("fetch.campaigns.madeBy", { at: day(campaign.made_at, zone), who: campaign.made_by })}</div>
      </Table.Td>
      <Table.Td className={css.name}>{campaign.query_name}</Table.Td>
      <Table.Td>
        <Badge color={COLOURS[state]} miw="max-content">{t(`fetch.campaigns.state.${state}`)}</Badge>
      </Table.Td>
      <Table.Td className="number">{date(campaign.expires_on)}</Table.Td>
      <Table.Td className="number">{count(campaign.members)}</Table.Td>
      <Table.Td className="number">{count(open)}</Table.Td>
      <Table.Td>
        {state === "active" ? (
          <Button size="compact-xs" variant="default" onClick={() => setAsking(true)} aria-label={t("fetch.campaigns.endOf", { name })} data-testid={`fetch-campaign-end-${id}`}>
            {t("fetch.campaigns.end")}
          </Button>
        ) : null}
        <Confirm
          opened={asking}
          title={t("fetch.campaigns.endTitle", { name })}
          yes={t("fetch.campaigns.endYes")}
          red
          onClose={() => setAsking(false)}
          onYes={async () => {
            await act.mutateAsync({ id });
            tell(t("fetch.campaigns.ended", { name }));
          }}
        >
          {t("fetch.campaigns.endBody", { count: open, n: count(open) })}
        </Confirm>
      </Table.Td>
    </Table.Tr>
  );
}
