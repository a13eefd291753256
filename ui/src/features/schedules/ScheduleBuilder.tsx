import { Badge, Button, Select } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData } from "@tanstack/react-query";
import { useState } from "react";

import { Answer, ErrorNote } from "../../components/Errors";
import { PageHead } from "../../components/Panel";
import { useAsk, type AudiencePreview, type ScheduleDto } from "../../ipc";
import { useNow, useZone } from "../../lib/clock";
import { isoDay } from "../../lib/format";
import { useWords, type Words } from "../../words/i18n";
import { Part } from "../campaigns/Builder";
import css from "../campaigns/Campaigns.module.css";
import { Checks } from "../campaigns/Checks";
import { Clocks } from "../campaigns/Clocks";
import { messageOf, type Draft } from "../campaigns/draft";
import { Preview } from "../campaigns/Preview";
import { Toggle } from "../campaigns/Target";
import { HowMany, Latest, TimeField, Uncommon, Weekly } from "../campaigns/When";
import { afterOf, eventOf, newSchedule, scheduleDraftOf, type ScheduleDraft, type StepDraft } from "./draft";
import { Entries, type SchedulePartProps } from "./Entries";
import { useScheduleForm } from "./form";
import own from "./Schedules.module.css";
import { Steps } from "./Steps";
import { afterWords } from "./words";

/** How long the fingers rest before the steps are looked at again. */
const CHECK_DEBOUNCE_MS = 350;
/** A preview on the screen follows a store that is at work. */
const PREVIEW_EVERY_MS = 20_000;
const OVERLAPS_FRESH_MS = 60_000;
/** More steps than these have no room for a button each. */
const BUTTONS_MAX = 4;

export function SchedulePage({ id }: { id: number | null }) {
  const zone = useZone();
  const now = useNow(60_000);
  const asked = useAsk("schedule_get", { id: id ?? 0 }, { enabled: id !== null });
  const today = isoDay(now ?? Date.now(), zone);
  if (id === null) return <ScheduleBuilder schedule={null} start={newSchedule(today)} />;
  return <Answer query={asked}>{(schedule) => <ScheduleBuilder schedule={schedule} start={scheduleDraftOf(schedule.spec, today)} />}</Answer>;
}

type BuilderProps = { schedule: ScheduleDto | null; start: ScheduleDraft };

/** One page in four parts, like a campaign's; at the side the step that is looked at. */
function ScheduleBuilder({ schedule, start }: BuilderProps) {
  const t = useWords();
  const { draft, set, dirty, spec, errors, busy, save } = useScheduleForm(schedule, start);
  const [askedSpec] = useDebouncedValue(spec, CHECK_DEBOUNCE_MS);
  const checked = useAsk("schedule_check", { spec: askedSpec! }, { enabled: askedSpec !== null, placeholderData: keepPreviousData }).data;
  const [looked, setLooked] = useState(0);
  const place = Math.max(0, Math.min(looked, draft.steps.length - 1));
  const asked = { spec: checked?.steps[place] ?? null, campaign: draft.steps[place]?.campaign ?? null };
  const preview = useAsk("campaign_preview", { spec: asked.spec!, campaign: asked.campaign }, { enabled: asked.spec !== null, placeholderData: keepPreviousData, refetchInterval: PREVIEW_EVERY_MS, staleTime: 5_000 });
  const overlaps = useAsk("campaign_overlaps", { spec: asked.spec!, campaign: asked.campaign }, { enabled: asked.spec !== null && preview.isSuccess, placeholderData: keepPreviousData, staleTime: OVERLAPS_FRESH_MS });
  const active = schedule?.state === "active";
  const part: SchedulePartProps = { draft, set, errorOf: errors.of };
  return (
    <>
      <PageHead title={<Title schedule={schedule} name={draft.base.name} dirty={dirty} />} crumbs={[{ label: t("schedules.title"), to: "/campaigns/schedules" }]}>
        <Button variant="default" loading={busy === "save"} disabled={busy !== null} onClick={() => void save(false)} data-testid="save-draft">
          {active ? t("campaigns.build.saveActive") : t("campaigns.build.save")}
        </Button>
        {active ? null : (
          <Button loading={busy === "activate"} disabled={busy !== null} onClick={() => void save(true)} data-testid="activate">
            {t("campaigns.build.activate")}
          </Button>
        )}
      </PageHead>
      {errors.rest ? (
        <div style={{ marginBottom: 12 }}>
          <ErrorNote error={errors.rest} />
        </div>
      ) : null}
      <div className={css.builder}>
        <div className={css.parts}>
          <Part step={1} title={t(`schedules.build.who.${eventOf(draft.base.contactType)}`)}>
            <Entries {...part} isSaved={schedule !== null} />
          </Part>
          <Part step={2} title={t("schedules.build.steps")}>
            <Steps {...part} onFile={schedule?.steps ?? []} isActive={active} warnings={checked?.warnings ?? []} />
          </Part>
          <Part step={3} title={t("campaigns.build.when")}>
            <WindowOf {...part} />
          </Part>
          <Part step={4} title={t("campaigns.build.check")}>
            <Checks todo={toDo(draft, preview.data, t)} notices={[...(preview.data?.notices ?? []), ...(overlaps.data?.notices ?? [])]} fine={t("schedules.build.checkNone")} />
          </Part>
        </div>
        <Preview spec={asked.spec} campaign={asked.campaign} preview={preview.data} counting={preview.isFetching || spec !== askedSpec} error={preview.error} head={<Look steps={draft.steps} event={eventOf(draft.base.contactType)} place={place} onChange={setLooked} />} />
      </div>
    </>
  );
}

/** How many, and the window in which every step stands open. */
function WindowOf({ draft, set, errorOf }: SchedulePartProps) {
  const t = useWords();
  const base = { draft: draft.base, set: (part: Partial<Draft>) => set({ base: { ...draft.base, ...part } }), errorOf };
  return (
    <div className={css.fields}>
      <HowMany {...base} label={t("schedules.build.howMany")} />
      <TimeField {...base} label={t("schedules.build.opens")} />
      <Latest {...base} />
      <Weekly {...base} />
      <div className={`${css.w12} quiet small`}>{t("schedules.build.standing")}</div>
      <Clocks {...base} />
      <Uncommon {...base} label={t("schedules.build.more")} />
    </div>
  );
}

function toDo(draft: ScheduleDraft, preview: AudiencePreview | undefined, t: Words): string[] {
  const open: string[] = [];
  if (draft.base.name.trim() === "") open.push(t("schedules.build.checkName"));
  draft.steps.forEach((step, place) => {
    if (step.isActive && messageOf(step) === null) open.push(t("schedules.build.checkMessage", { n: place + 1 }));
  });
  if (preview && preview.next_run_at !== null && preview.customers === 0) open.push(t("campaigns.build.checkNobody"));
  return open;
}

type LookProps = { steps: StepDraft[]; event: "entry" | "deal"; place: number; onChange: (place: number) => void };

/** Which step's people stand at the side. */
function Look({ steps, event, place, onChange }: LookProps) {
  const t = useWords();
  const label = t("schedules.build.side");
  return (
    <>
      <div className={own.look} role="group" aria-label={label}>
        {steps.length <= BUTTONS_MAX ? (
          steps.map((step, other) => <Toggle key={step.key} label={t("schedules.build.stepNo", { n: other + 1 })} on={other === place} onClick={() => onChange(other)} testId={`look-${other}`} />)
        ) : (
          <Select
            aria-label={label}
            data={steps.map((step, other) => {
              const after = afterOf(step.amount, step.unit);
              return { value: String(other), label: [t("schedules.build.stepNo", { n: other + 1 }), after ? afterWords(after, event, t) : null].filter(Boolean).join(": ") };
            })}
            value={String(place)}
            onChange={(value) => value && onChange(Number(value))}
            allowDeselect={false}
            data-testid="look"
          />
        )}
      </div>
      <div className="quiet small">{t("schedules.build.sideNote")}</div>
    </>
  );
}

function Title({ schedule, name, dirty }: { schedule: ScheduleDto | null; name: string; dirty: boolean }) {
  const t = useWords();
  return (
    <>
      <span>{name.trim() || t("schedules.build.newTitle")}</span>
      <Badge color={schedule?.state === "active" ? "teal" : "gray"}>{t(`campaigns.state.${schedule?.state ?? "draft"}`)}</Badge>
      {dirty ? (
        <Badge color="yellow" variant="light" c="var(--mantine-color-text)" data-testid="unsaved">
          {t("campaigns.build.changed")}
        </Badge>
      ) : null}
    </>
  );
}
