import { Input, SegmentedControl, Select, TextInput } from "@mantine/core";
import type { ReactNode } from "react";

import { DateField, NumberText } from "../../components/Fields";
import type { Day, Department, MissedStart } from "../../ipc";
import { useWords } from "../../words/i18n";
import { WEEK } from "../stores/draft";
import css from "./Campaigns.module.css";
import { Clocks } from "./Clocks";
import { More } from "./More";
import { BELOW, Toggle } from "./Target";
import type { PartProps } from "./Who";

/** Part 3: the count, the days, the window, and the clocks that keep customers from hearing too much. */
export function When(part: PartProps) {
  const { draft, set, errorOf } = part;
  const t = useWords();
  return (
    <div className={css.fields}>
      <HowMany {...part} label={t("campaigns.build.howMany")} />
      <TimeField {...part} label={t("campaigns.build.time")} />
      <Latest {...part} />
      <PlannedDays {...part} />
      <Clocks {...part} />
      <Uncommon {...part} label={t("campaigns.build.moreWhen")} own={draft.missedStart === "skip" ? 1 : 0} ownFields={["missed_start"]}>
        <Select
          className={css.w4}
          label={t("campaigns.build.missed")}
          description={t("campaigns.build.missedHint")}
          inputWrapperOrder={BELOW}
          data={[
            { value: "run_late", label: t("campaigns.build.runLate") },
            { value: "skip", label: t("campaigns.build.skip") },
          ]}
          value={draft.missedStart}
          onChange={(value) => value && set({ missedStart: value as MissedStart })}
          error={errorOf("missed_start")}
          data-testid="field-missed_start"
        />
      </Uncommon>
    </div>
  );
}

export function HowMany({ draft, set, errorOf, label }: PartProps & { label: string }) {
  const t = useWords();
  return (
    <>
      <Input.Wrapper className={css.w4} label={label}>
        <SegmentedControl
          fullWidth
          aria-label={label}
          value={draft.countKind}
          onChange={(value) => set({ countKind: value as "number" | "all_due" })}
          data={[
            { value: "number", label: t("campaigns.build.countNumber") },
            { value: "all_due", label: t("campaigns.build.countAll") },
          ]}
          data-testid="field-count-kind"
        />
      </Input.Wrapper>
      <NumberText className={css.w2} label={t("campaigns.build.count")} value={draft.countKind === "number" ? draft.count : ""} onChange={(count) => set({ count })} disabled={draft.countKind === "all_due"} error={errorOf("count") ?? errorOf("number")} data-testid="field-count" />
    </>
  );
}

export function TimeField({ draft, set, errorOf, label }: PartProps & { label: string }) {
  return <TextInput className={css.w3} label={label} value={draft.time} onChange={(event) => set({ time: event.currentTarget.value })} error={errorOf("time_local")} data-testid="field-time_local" />;
}

export function Latest({ draft, set, errorOf }: PartProps) {
  const t = useWords();
  return <TextInput className={css.w3} label={t("campaigns.build.latest")} placeholder={t("campaigns.build.latestHint")} value={draft.latest} onChange={(event) => set({ latest: event.currentTarget.value })} error={errorOf("latest_local")} data-testid="field-latest_local" />;
}

export function PlannedDays({ draft, set, errorOf }: PartProps) {
  const t = useWords();
  return (
    <>
      <Input.Wrapper className={css.w4} label={t("campaigns.build.repeat")}>
        <SegmentedControl
          fullWidth
          aria-label={t("campaigns.build.repeat")}
          value={draft.repeat}
          onChange={(value) => set({ repeat: value as "once" | "weekly" })}
          data={[
            { value: "weekly", label: t("campaigns.build.weekly") },
            { value: "once", label: t("campaigns.build.once") },
          ]}
          data-testid="field-repeat"
        />
      </Input.Wrapper>
      {draft.repeat === "once" ? (
        <DateField className={css.w4} label={t("campaigns.build.on")} value={draft.on} onChange={(on) => set({ on })} error={errorOf("on")} data-testid="field-on" />
      ) : (
        <Weekly draft={draft} set={set} errorOf={errorOf} />
      )}
    </>
  );
}

export function Weekly({ draft, set, errorOf }: PartProps) {
  const t = useWords();
  return (
    <>
      <DateField className={css.w4} label={t("campaigns.build.startOn")} value={draft.startOn} onChange={(startOn) => set({ startOn })} error={errorOf("start_on")} data-testid="field-start_on" />
      <DateField className={css.w4} label={t("campaigns.build.endOn")} placeholder={t("campaigns.build.endHint")} value={draft.endOn} onChange={(endOn) => set({ endOn })} error={errorOf("end_on")} clearable data-testid="field-end_on" />
      <div className={css.w12}>
        <Weekdays days={draft.weekdays} onChange={(weekdays) => set({ weekdays })} error={errorOf("weekdays")} />
      </div>
    </>
  );
}

type UncommonProps = PartProps & { label: string; own?: number; ownFields?: string[]; children?: ReactNode };

/** Pace and department, with whatever else is seldom changed. */
export function Uncommon({ draft, set, errorOf, label, own = 0, ownFields = [], children }: UncommonProps) {
  const t = useWords();
  const used = [draft.perHour !== "", draft.department !== null].filter(Boolean).length + own;
  const faulty = ["per_hour", "department", ...ownFields].some((field) => errorOf(field) !== undefined);
  return (
    <More label={label} set={used} faulty={faulty} testId="more-when">
      <NumberText className={css.w4} label={t("campaigns.build.perHour")} description={t("campaigns.build.perHourHint")} inputWrapperOrder={BELOW} placeholder={t("campaigns.build.perHourNone")} value={draft.perHour} onChange={(perHour) => set({ perHour })} error={errorOf("per_hour")} data-testid="field-per_hour" />
      <Select
        className={css.w4}
        label={t("campaigns.build.department")}
        description={t("campaigns.build.departmentHint")}
        inputWrapperOrder={BELOW}
        data={[
          { value: "", label: t("campaigns.build.departmentOwn", { name: t(`department.${departmentOf(draft.aim.fetch?.records ?? draft.contactType)}`) }) },
          { value: "service", label: t("department.service") },
          { value: "sales", label: t("department.sales") },
        ]}
        value={draft.department ?? ""}
        onChange={(value) => set({ department: value ? (value as Department) : null })}
        allowDeselect={false}
        error={errorOf("department")}
        data-testid="field-department"
      />
      {children}
    </More>
  );
}

function departmentOf(type: PartProps["draft"]["contactType"]): Department {
  return type === "sales" || type === "unsold" ? "sales" : "service";
}

function Weekdays({ days, onChange, error }: { days: Day[]; onChange: (days: Day[]) => void; error: string | undefined }) {
  const t = useWords();
  return (
    <Input.Wrapper error={error} data-testid="field-weekdays">
      <div role="group" aria-label={t("campaigns.build.weekdays")} className={css.toggles}>
        {WEEK.map((day) => {
          const on = days.includes(day);
          return <Toggle key={day} label={t(`dayMiddle.${day}`)} name={t(`dayName.${day}`)} on={on} onClick={() => onChange(WEEK.filter((other) => (other === day ? !on : days.includes(other))))} testId={`weekday-${day}`} />;
        })}
      </div>
    </Input.Wrapper>
  );
}
