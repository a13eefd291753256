import { Badge, Button, Table, Tabs } from "@mantine/core";
import { IconAlertTriangle, IconBroadcast, IconCheck, IconPlus, IconX } from "@tabler/icons-react";

import { Answer } from "../../components/Errors";
import { ExportList } from "../../components/Export";
import { Empty, Link, PageHead, Panel } from "../../components/Panel";
import { useAsk, type CampaignDto } from "../../ipc";
import { useNow, useZone } from "../../lib/clock";
import { count, date, dateShort, isoDay, time } from "../../lib/format";
import { navigate } from "../../lib/router";
import { useWords } from "../../words/i18n";
import { ScheduleList } from "../schedules/ScheduleList";
import { CampaignMenu } from "./CampaignMenu";

type Tab = "campaigns" | "schedules";

/** Campaigns, and the schedules whose steps are campaigns too. */
export function CampaignsPage({ tab }: { tab: Tab }) {
  const t = useWords();
  const campaigns = useAsk("campaign_list", {}).data?.campaigns.filter(isSingle);
  const schedules = useAsk("schedule_list", {}).data?.schedules;
  const there = tab === "campaigns" ? campaigns : schedules;
  const title = t(`${tab}.title`);
  const place = tab === "campaigns" ? "/campaigns/new" : "/campaigns/schedules/new";
  return (
    <>
      <PageHead title={t("campaigns.title")}>
        {there && there.length > 0 ? <ExportList list={{ kind: tab }} what={title} /> : null}
        <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => navigate(place)} data-testid={tab === "campaigns" ? "campaign-new" : "schedule-new"}>
          {t(`${tab}.new`)}
        </Button>
      </PageHead>
      <Tabs value={tab} onChange={(next) => navigate(next === "schedules" ? "/campaigns/schedules" : "/campaigns")} mb="sm">
        <Tabs.List aria-label={t("schedules.tabs.label")}>
          <Tabs.Tab value="campaigns" data-testid="tab-campaigns" rightSection={<Many of={campaigns} />}>
            {t("schedules.tabs.campaigns")}
          </Tabs.Tab>
          <Tabs.Tab value="schedules" data-testid="tab-schedules" rightSection={<Many of={schedules} />}>
            {t("schedules.tabs.schedules")}
          </Tabs.Tab>
        </Tabs.List>
      </Tabs>
      {tab === "campaigns" ? <CampaignList /> : <ScheduleList />}
    </>
  );
}

function Many({ of }: { of: unknown[] | undefined }) {
  return of === undefined ? null : <span className="quiet figures">{count(of.length)}</span>;
}

/** A step stands in its schedule. */
function isSingle(campaign: CampaignDto): boolean {
  return campaign.schedule === null;
}

function CampaignList() {
  const t = useWords();
  const asked = useAsk("campaign_list", {});
  return (
      <Panel label={t("campaigns.title")} flush>
        <Answer query={asked}>
          {({ campaigns: all }) => {
            const campaigns = all.filter(isSingle);
            return campaigns.length === 0 ? (
              <Empty icon={<IconBroadcast size={32} stroke={1.3} aria-hidden />} title={t("campaigns.empty")} action={<Button onClick={() => navigate("/campaigns/new")}>{t("campaigns.new")}</Button>}>
                {t("campaigns.emptyHint")}
              </Empty>
            ) : (
              <Table.ScrollContainer minWidth={760} type="native">
                <Table highlightOnHover aria-label={t("campaigns.title")}>
                  <Table.Thead>
                    <Table.Tr>
                      <Table.Th w={88}>{t("campaigns.columns.active")}</Table.Th>
                      <Table.Th w={50} className="number">
                        {t("campaigns.columns.number")}
                      </Table.Th>
                      <Table.Th>{t("campaigns.columns.name")}</Table.Th>
                      <Table.Th>{t("campaigns.columns.contactType")}</Table.Th>
                      <Table.Th>{t("campaigns.columns.next")}</Table.Th>
                      <Table.Th>{t("campaigns.columns.last")}</Table.Th>
                      <Table.Th w={110} />
                    </Table.Tr>
                  </Table.Thead>
                  <Table.Tbody>
                    {campaigns.map((campaign) => (
                      <Row key={campaign.id} campaign={campaign} />
                    ))}
                  </Table.Tbody>
                </Table>
              </Table.ScrollContainer>
            );
          }}
        </Answer>
      </Panel>
  );
}

function Row({ campaign }: { campaign: CampaignDto }) {
  const t = useWords();
  const zone = useZone();
  const { id, state, spec, running } = campaign;
  return (
    <Table.Tr onDoubleClick={() => navigate(`/campaigns/${id}`)} data-testid={`campaign-${id}`}>
      <Table.Td>
        {state === "active" ? (
          <IconCheck size={18} color="var(--vd-good)" aria-label={t("campaigns.state.active")} role="img" />
        ) : state === "inactive" ? (
          <IconX size={18} color="var(--mantine-color-red-6)" aria-label={t("campaigns.state.inactive")} role="img" />
        ) : (
          <Badge color="gray">{t("campaigns.state.draft")}</Badge>
        )}
      </Table.Td>
      <Table.Td className="number">{campaign.number}</Table.Td>
      <Table.Td style={{ maxWidth: 360 }}>
        <Link to={`/campaigns/${id}`}>
          <b style={{ fontWeight: 550 }}>{spec.name}</b>
        </Link>{" "}
        {running ? <Badge color="blue">{t("campaigns.running")}</Badge> : null}
        {campaign.warning ? (
          <div className="small" style={{ display: "flex", gap: 5, alignItems: "flex-start", color: "var(--vd-bad)" }}>
            <IconAlertTriangle size={14} aria-hidden style={{ flexShrink: 0, marginTop: 2 }} /> {campaign.warning}
          </div>
        ) : null}
      </Table.Td>
      <Table.Td className="nowrap">{t(`contactType.${spec.contact_type}`)}</Table.Td>
      <Table.Td className="nowrap figures">{campaign.next_run_at ? <When at={campaign.next_run_at} /> : <span className="quiet">–</span>}</Table.Td>
      <Table.Td className="figures">
        <Last campaign={campaign} />
      </Table.Td>
      <Table.Td>
        <CampaignMenu campaign={campaign} nextAt={campaign.next_run_at ? `${dateShort(isoDay(campaign.next_run_at, zone))} ${time(campaign.next_run_at, zone)}` : null} />
      </Table.Td>
    </Table.Tr>
  );
}

export function When({ at }: { at: string }) {
  const t = useWords();
  const zone = useZone();
  const now = useNow(60_000);
  const on = isoDay(at, zone);
  const today = now !== null && isoDay(now, zone) === on;
  return (
    <>
      {today ? t("today.title") : dateShort(on)} {time(at, zone)}
    </>
  );
}

export function Last({ campaign }: { campaign: CampaignDto }) {
  const t = useWords();
  const last = campaign.last_run;
  if (!last) return <span className="quiet">–</span>;
  const words =
    last.state === "skipped" || last.state === "missed"
      ? t("campaigns.lastOther", { state: t(`runState.${last.state}`), on: date(last.on) })
      : t("campaigns.lastLine", { delivered: count(last.delivered), asked: count(last.asked), on: date(last.on) });
  return <Link to={`/reports/${last.run}`}>{words}</Link>;
}
