import { useEffect, useMemo, useRef, useState } from "react";

import { tell } from "../../components/Errors";
import { appError, call, invalidate, queries, queryKey, type AppError, type ScheduleDto, type ScheduleSpec } from "../../ipc";
import { useZone } from "../../lib/clock";
import { fieldErrors, showFirstFault, type FieldErrors } from "../../lib/fields";
import { dayTime } from "../../lib/format";
import { replacePlace, setGuard } from "../../lib/router";
import { useWords } from "../../words/i18n";
import { ownErrors } from "../campaigns/Builder";
import { fieldsOf, scheduleDraftOf, scheduleSpecOf, type ScheduleDraft } from "./draft";

type HandedOver = { error: AppError | null; draft: ScheduleDraft | null };

const NOTHING: HandedOver = { error: null, draft: null };

/** While a draft gets its number, to the page that takes this one's place: a refused activation, and what was typed. */
let handedOver = NOTHING;

export type ScheduleForm = {
  draft: ScheduleDraft;
  set: (part: Partial<ScheduleDraft>) => void;
  dirty: boolean;
  /** `null` while something is no number, time or date. */
  spec: ScheduleSpec | null;
  errors: FieldErrors;
  busy: "save" | "activate" | null;
  save: (activate: boolean) => Promise<void>;
};

/** What is typed, whether it is saved, and saving it. What is typed stays, whatever the host says about it. */
export function useScheduleForm(schedule: ScheduleDto | null, start: ScheduleDraft): ScheduleForm {
  const t = useWords();
  const zone = useZone();
  const [base, setBase] = useState(start);
  const [draft, setDraft] = useState(() => handedOver.draft ?? start);
  /** The draft as it is now, also for whoever began to save an earlier one. */
  const latest = useRef(draft);
  const [error, setError] = useState<AppError | null>(() => handedOver.error);
  const [busy, setBusy] = useState<ScheduleForm["busy"]>(null);
  const dirty = JSON.stringify(draft) !== JSON.stringify(base);
  useEffect(() => {
    handedOver = NOTHING;
  }, []);
  useEffect(() => {
    setGuard(dirty ? () => true : null);
    return () => setGuard(null);
  }, [dirty]);
  const { spec, faults } = useMemo(() => scheduleSpecOf(draft), [draft]);

  const set = (part: Partial<ScheduleDraft>): void => {
    latest.current = { ...latest.current, ...part };
    setDraft(latest.current);
    setError(null);
  };

  const taken = (saved: ScheduleDto, before: ScheduleDraft): ScheduleDraft | null => {
    const kept = scheduleDraftOf(saved.spec, before.base.startOn ?? "");
    setBase(kept);
    // What was typed while it was being saved is not saved yet, and stays.
    if (latest.current !== before) return latest.current;
    latest.current = kept;
    setDraft(kept);
    setGuard(null);
    return null;
  };

  const save = async (activate: boolean): Promise<void> => {
    setError(null);
    if (!spec) showFirstFault();
    if (!spec || busy) return;
    setBusy(activate ? "activate" : "save");
    try {
      const saved = await keep(await call("schedule_save", { id: schedule?.id ?? null, spec, based_on: schedule?.saved_at ?? null }));
      const typed = taken(saved, draft);
      // The draft is saved; only the activation can be refused now. The page says why, also after it got its number.
      const refused = activate ? await call("schedule_activate", { id: saved.id }).then(keep).then((on) => tell(t("schedules.build.activated", { at: firstWindow(on, zone) }))).then(() => null, appError) : null;
      if (!activate) tell(t("campaigns.build.saved"));
      setError(refused);
      if (refused) showFirstFault();
      invalidate(["campaigns"]);
      if (schedule === null) {
        handedOver = { error: refused, draft: typed };
        replacePlace(`/campaigns/schedules/${saved.id}`);
      }
    } catch (thrown) {
      setError(appError(thrown));
      showFirstFault();
    } finally {
      setBusy(null);
    }
  };
  return { draft, set, dirty, spec, errors: fieldErrors(error, fieldsOf(draft), ownErrors(faults, t)), busy, save };
}

function keep(saved: ScheduleDto): ScheduleDto {
  queries.setQueryData(queryKey("schedule_get", { id: saved.id }), saved);
  return saved;
}

function firstWindow(schedule: ScheduleDto, zone: string): string {
  const next = schedule.steps.map((step) => step.next_run_at).filter((at) => at !== null).sort()[0];
  return next ? dayTime(next, zone) : "–";
}
