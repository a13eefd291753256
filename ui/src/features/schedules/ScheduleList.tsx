import { Badge, Button, Table } from "@mantine/core";
import { IconAlertTriangle, IconCheck, IconStairs, IconX } from "@tabler/icons-react";

import { Answer } from "../../components/Errors";
import { Empty, Link, Panel } from "../../components/Panel";
import { useAsk, type CampaignDto, type CampaignState, type MessageChoice, type ScheduleDto } from "../../ipc";
import { date } from "../../lib/format";
import { navigate } from "../../lib/router";
import { useWords } from "../../words/i18n";
import { Last, When } from "../campaigns/CampaignList";
import { eventOf } from "./draft";
import { ScheduleMenu } from "./ScheduleMenu";
import css from "./Schedules.module.css";
import { afterWords } from "./words";

/** Unsold and Sales schedules, each with its steps below it. */
export function ScheduleList() {
  const t = useWords();
  const asked = useAsk("schedule_list", {});
  return (
    <Panel label={t("schedules.title")} flush>
      <Answer query={asked}>
        {({ schedules }) =>
          schedules.length === 0 ? (
            <Empty icon={<IconStairs size={32} stroke={1.3} aria-hidden />} title={t("schedules.empty")} action={<Button onClick={() => navigate("/campaigns/schedules/new")}>{t("schedules.new")}</Button>}>
              {t("schedules.emptyHint")}
            </Empty>
          ) : (
            <Table.ScrollContainer minWidth={760} type="native">
              <Table aria-label={t("schedules.title")}>
                <Table.Thead>
                  <Table.Tr>
                    <Table.Th w={88}>{t("schedules.columns.active")}</Table.Th>
                    <Table.Th>{t("schedules.columns.step")}</Table.Th>
                    <Table.Th>{t("schedules.columns.message")}</Table.Th>
                    <Table.Th>{t("schedules.columns.next")}</Table.Th>
                    <Table.Th>{t("schedules.columns.last")}</Table.Th>
                    <Table.Th w={110} />
                  </Table.Tr>
                </Table.Thead>
                <Table.Tbody>
                  {schedules.map((schedule) => (
                    <Group key={schedule.id} schedule={schedule} />
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

function Group({ schedule }: { schedule: ScheduleDto }) {
  const t = useWords();
  const { id, spec, state, steps, warnings } = schedule;
  const type = t(`contactType.${spec.contact_type}`);
  const line = spec.entries_from_on ? t(`schedules.line.${eventOf(spec.contact_type)}`, { type, on: date(spec.entries_from_on) }) : t("schedules.line.all", { type });
  return (
    <>
      <Table.Tr className={css.group} onDoubleClick={() => navigate(`/campaigns/schedules/${id}`)} data-testid={`schedule-${id}`}>
        <Table.Td>
          <State state={state} />
        </Table.Td>
        <Table.Td colSpan={4}>
          <Link to={`/campaigns/schedules/${id}`}>
            <b style={{ fontWeight: 600 }}>{spec.name}</b>
          </Link>{" "}
          <span className="quiet">· {line}</span>
        </Table.Td>
        <Table.Td>
          <ScheduleMenu schedule={schedule} />
        </Table.Td>
      </Table.Tr>
      {steps.map((campaign, place) => (
        <Step key={campaign.id} campaign={campaign} schedule={schedule} place={place} said={warnings.filter((row) => row.step === place).map((row) => row.text)} />
      ))}
    </>
  );
}

type StepProps = { campaign: CampaignDto; schedule: ScheduleDto; place: number; said: string[] };

function Step({ campaign, schedule, place, said }: StepProps) {
  const t = useWords();
  const { spec } = schedule;
  const step = spec.steps[place];
  const warnings = [...(campaign.warning ? [campaign.warning] : []), ...said];
  return (
    <Table.Tr data-testid={`campaign-${campaign.id}`}>
      <Table.Td className={css.indent}>
        <State state={campaign.state} />
      </Table.Td>
      <Table.Td className={css.indent} style={{ maxWidth: 420 }}>
        {step ? afterWords(step.after, eventOf(spec.contact_type), t) : null} {campaign.running ? <Badge color="blue">{t("campaigns.running")}</Badge> : null}
        {warnings.map((text) => (
          <div key={text} className="small" style={{ display: "flex", gap: 5, alignItems: "flex-start", color: "var(--vd-bad)" }}>
            <IconAlertTriangle size={14} aria-hidden style={{ flexShrink: 0, marginTop: 2 }} /> {text}
          </div>
        ))}
      </Table.Td>
      <Table.Td>
        <MessageName choice={campaign.spec.message} />
      </Table.Td>
      <Table.Td className="nowrap figures">{campaign.next_run_at ? <When at={campaign.next_run_at} /> : <span className="quiet">–</span>}</Table.Td>
      <Table.Td className="figures">
        <Last campaign={campaign} />
      </Table.Td>
      <Table.Td />
    </Table.Tr>
  );
}

function MessageName({ choice }: { choice: MessageChoice | null }) {
  const t = useWords();
  const messages = useAsk("message_list", {}).data?.messages ?? [];
  const name = (id: number): string => messages.find((row) => row.id === id)?.name ?? "–";
  if (choice === null) return <span className="quiet">{t("schedules.noMessage")}</span>;
  switch (choice.kind) {
    case "single":
      return name(choice.message);
    case "per_language":
      return t("schedules.perLanguage", { english: name(choice.english), french: name(choice.french) });
  }
}

function State({ state }: { state: CampaignState }) {
  const t = useWords();
  switch (state) {
    case "active":
      return <IconCheck size={18} color="var(--vd-good)" aria-label={t("campaigns.state.active")} role="img" />;
    case "inactive":
      return <IconX size={18} color="var(--mantine-color-red-6)" aria-label={t("campaigns.state.inactive")} role="img" />;
    case "draft":
      return <Badge color="gray">{t("campaigns.state.draft")}</Badge>;
  }
}
