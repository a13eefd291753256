import { ActionIcon, Button, Checkbox, Switch } from "@mantine/core";
import { IconAlertTriangle, IconPlus, IconTrash } from "@tabler/icons-react";
import { useState } from "react";

import { Confirm } from "../../components/Confirm";
import { useAsk, type CampaignDto, type StepWarning } from "../../ipc";
import { useWords } from "../../words/i18n";
import { MessageSelect } from "../campaigns/Which";
import { eventOf, newStep, type StepDraft } from "./draft";
import { Span, type SchedulePartProps } from "./Entries";
import css from "./Schedules.module.css";

type StepsProps = SchedulePartProps & {
  /** The campaigns of the steps that are saved. */
  onFile: CampaignDto[];
  /** Each step then has a switch of its own. */
  isActive: boolean;
  warnings: StepWarning[];
};

/** Part 2: any number of steps, each with its moment and its message. */
export function Steps({ draft, set, errorOf, onFile, isActive, warnings }: StepsProps) {
  const t = useWords();
  const [removing, setRemoving] = useState<number | null>(null);
  const change = (place: number, part: Partial<StepDraft>): void => set({ steps: draft.steps.map((step, other) => (other === place ? { ...step, ...part } : step)) });
  const remove = (place: number): void => set({ steps: draft.steps.filter((_, other) => other !== place) });
  const hasRun = (place: number): boolean => onFile.some((row) => row.id === draft.steps[place]?.campaign && row.has_run);
  const last = draft.steps.at(-1);
  const next = last?.unit === "days" && /^\d{1,4}$/.test(last.amount.trim()) ? String(Number(last.amount) + 14) : "14";
  return (
    <>
      <ol className={css.steps}>
        {draft.steps.map((step, place) => (
          <Row
            key={step.key}
            step={step}
            place={place}
            event={eventOf(draft.base.contactType)}
            isActive={isActive}
            canRemove={draft.steps.length > 1}
            warnings={warnings.filter((row) => row.step === place)}
            errorOf={errorOf}
            onChange={(part) => change(place, part)}
            onRemove={() => (hasRun(place) ? setRemoving(place) : remove(place))}
          />
        ))}
      </ol>
      {errorOf("steps") ? <div style={{ color: "var(--mantine-color-error)" }}>{errorOf("steps")}</div> : null}
      <Button mt="xs" size="xs" variant="light" leftSection={<IconPlus size={14} aria-hidden />} onClick={() => set({ steps: [...draft.steps, newStep(next, "days")] })} data-testid="step-add">
        {t("schedules.build.addStep")}
      </Button>
      {removing !== null ? (
        <Confirm opened title={t("schedules.build.removeTitle", { n: removing + 1 })} yes={t("schedules.build.removeYes")} onClose={() => setRemoving(null)} onYes={() => remove(removing)}>
          {t("schedules.build.removeBody")}
        </Confirm>
      ) : null}
    </>
  );
}

type RowProps = {
  step: StepDraft;
  place: number;
  event: "entry" | "deal";
  isActive: boolean;
  canRemove: boolean;
  warnings: StepWarning[];
  errorOf: (field: string) => string | undefined;
  onChange: (part: Partial<StepDraft>) => void;
  onRemove: () => void;
};

function Row({ step, place, event, isActive, canRemove, warnings, errorOf, onChange, onRemove }: RowProps) {
  const t = useWords();
  const messages = useAsk("message_list", {}).data?.messages ?? [];
  const n = place + 1;
  const perLanguage = step.messageKind === "per_language";
  const wrong = errorOf(`steps[${place}].message`);
  return (
    <li className={css.step} aria-label={t("schedules.build.stepNo", { n })} data-testid={`step-${place}`}>
      <span className={css.no} aria-hidden>
        {n}
      </span>
      <div className={css.after}>
        <Span label={t(`schedules.build.after.${event}`)} amount={step.amount} unit={step.unit} onChange={(amount, unit) => onChange({ amount, unit })} error={errorOf(`steps[${place}].after`)} testId={`step-${place}-after`} />
      </div>
      <div className={css.message}>
        {perLanguage ? (
          <div style={{ display: "grid", gap: 8 }}>
            <MessageSelect label={t("schedules.build.english")} messages={messages.filter((row) => row.language === "en")} value={step.english} onChange={(english) => onChange({ english })} error={wrong} testId={`step-${place}-english`} />
            <MessageSelect label={t("schedules.build.french")} messages={messages.filter((row) => row.language === "fr")} value={step.french} onChange={(french) => onChange({ french })} error={undefined} testId={`step-${place}-french`} />
          </div>
        ) : (
          <MessageSelect label={t("schedules.build.message")} messages={messages} value={step.message} onChange={(message) => onChange({ message })} error={wrong} testId={`step-${place}-message`} />
        )}
        <div className={css.switches}>
          <Checkbox size="xs" label={t("schedules.build.perLanguage")} checked={perLanguage} onChange={(change) => onChange({ messageKind: change.currentTarget.checked ? "per_language" : "single" })} data-testid={`step-${place}-per-language`} />
          {isActive ? <Switch size="xs" label={t("schedules.build.goesOut")} checked={step.isActive} onChange={(change) => onChange({ isActive: change.currentTarget.checked })} data-testid={`step-${place}-active`} /> : null}
        </div>
      </div>
      <ActionIcon className={css.remove} variant="subtle" color="gray" size="lg" disabled={!canRemove} onClick={onRemove} aria-label={t("schedules.build.remove", { n })} data-testid={`step-${place}-remove`}>
        <IconTrash size={16} aria-hidden />
      </ActionIcon>
      {warnings.map((warning) => (
        <div key={warning.text} className={css.warning} data-testid={`step-${place}-${warning.trouble}`}>
          <IconAlertTriangle size={16} aria-hidden /> <span>{warning.text}</span>
        </div>
      ))}
    </li>
  );
}
