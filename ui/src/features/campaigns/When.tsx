import { Button, Input, SegmentedControl, Select, TextInput } from "@mantine/core";

import { DateField, NumberText } from "../../components/Fields";
import type { Day, MissedStart, Prevention } from "../../ipc";
import { useWords } from "../../words/i18n";
import { WEEK } from "../stores/draft";
import css from "./Campaigns.module.css";
import type { PartProps } from "./Who";

/** Part 3: the count, the days, the window, and the clocks that keep customers from hearing too much. */
export function When({ draft, set, errorOf }: PartProps) {
  const t = useWords();
  return (
    <div className={css.fields}>
      <Input.Wrapper className={css.w4} label={t("campaigns.build.howMany")}>
        <SegmentedControl
          fullWidth
          aria-label={t("campaigns.build.howMany")}
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
      <TextInput className={css.w3} label={t("campaigns.build.time")} value={draft.time} onChange={(event) => set({ time: event.currentTarget.value })} error={errorOf("time_local")} data-testid="field-time_local" />
      <TextInput className={css.w3} label={t("campaigns.build.latest")} placeholder={t("campaigns.build.latestHint")} value={draft.latest} onChange={(event) => set({ latest: event.currentTarget.value })} error={errorOf("latest_local")} data-testid="field-latest_local" />
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
        <>
          <DateField className={css.w4} label={t("campaigns.build.startOn")} value={draft.startOn} onChange={(startOn) => set({ startOn })} error={errorOf("start_on")} data-testid="field-start_on" />
          <DateField className={css.w4} label={t("campaigns.build.endOn")} placeholder={t("campaigns.build.endHint")} value={draft.endOn} onChange={(endOn) => set({ endOn })} error={errorOf("end_on")} clearable data-testid="field-end_on" />
          <div className={css.w12}>
            <Weekdays days={draft.weekdays} onChange={(weekdays) => set({ weekdays })} error={errorOf("weekdays")} />
          </div>
        </>
      )}
      <NumberText className={css.w4} label={t("campaigns.build.daysBetween")} value={draft.daysBetween} onChange={(daysBetween) => set({ daysBetween })} error={errorOf("days_between")} data-testid="field-days_between" />
      <Select
        className={css.w4}
        label={t("campaigns.build.prevention")}
        data={[
          { value: "by_customer", label: t("campaigns.build.byCustomer") },
          { value: "by_contact_type", label: t("campaigns.build.byContactType") },
        ]}
        value={draft.prevention}
        onChange={(value) => value && set({ prevention: value as Prevention })}
        error={errorOf("prevention")}
        data-testid="field-prevention"
      />
      <Select
        className={css.w4}
        label={t("campaigns.build.missed")}
        data={[
          { value: "run_late", label: t("campaigns.build.runLate") },
          { value: "skip", label: t("campaigns.build.skip") },
        ]}
        value={draft.missedStart}
        onChange={(value) => value && set({ missedStart: value as MissedStart })}
        error={errorOf("missed_start")}
        data-testid="field-missed_start"
      />
    </div>
  );
}

function Weekdays({ days, onChange, error }: { days: Day[]; onChange: (days: Day[]) => void; error: string | undefined }) {
  const t = useWords();
  return (
    <Input.Wrapper error={error} data-testid="field-weekdays">
      <div role="group" aria-label={t("campaigns.build.weekdays")} style={{ display: "flex", flexWrap: "wrap", gap: 6 }}>
        {WEEK.map((day) => {
          const on = days.includes(day);
          return (
            <Button key={day} size="xs" px={12} variant={on ? "filled" : "default"} aria-pressed={on} aria-label={t(`dayName.${day}`)} onClick={() => onChange(WEEK.filter((other) => (other === day ? !on : days.includes(other))))} data-testid={`weekday-${day}`}>
              {t(`dayMiddle.${day}`)}
            </Button>
          );
        })}
      </div>
    </Input.Wrapper>
  );
}
