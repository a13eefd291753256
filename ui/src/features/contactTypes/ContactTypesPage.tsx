import { Badge, Button, Checkbox, Group } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData } from "@tanstack/react-query";
import { useEffect, useState, type ReactNode } from "react";

import { Answer, ErrorNote, tell } from "../../components/Errors";
import { NumberText } from "../../components/Fields";
import { PageHead, Panel } from "../../components/Panel";
import { useAct, useAsk, type ContactType, type ContactTypes, type DueSettings } from "../../ipc";
import { fieldErrors, showFirstFault } from "../../lib/fields";
import { count } from "../../lib/format";
import { setGuard } from "../../lib/router";
import { useWords } from "../../words/i18n";
import css from "./ContactTypes.module.css";
import { draftOf, dueOf, FIELDS, fieldOf, isSame, PAYS, restored, type DueDraft, type Figure } from "./draft";
import { Means } from "./Means";

const ASK_AFTER_MS = 400;
const WITH_SETTINGS: ContactType[] = ["maintenance", "confirm", "no_show", "service_follow_up", "special_order_parts", "mvi", "declined_work"];
const WITHOUT: ContactType[] = ["recall", "sales", "unsold", "marketing", "fetch_automation"];

/** When every contact type is due at this store. */
export function ContactTypesPage() {
  const asked = useAsk("contact_types", {});
  return <Answer query={asked}>{(types) => <Form types={types} />}</Answer>;
}

function Form({ types }: { types: ContactTypes }) {
  const t = useWords();
  const save = useAct("contact_types_save");
  const [draft, setDraft] = useState(() => draftOf(types.due));
  const [own, setOwn] = useState<Record<string, string>>({});
  const changed = WITH_SETTINGS.filter((type) => !isSame(draft, type, types.due));
  const dirty = changed.length > 0;
  useEffect(() => {
    setGuard(dirty ? () => true : null);
    return () => setGuard(null);
  }, [dirty]);
  const errors = fieldErrors(save.error, FIELDS, own);
  const change = (next: DueDraft): void => {
    setDraft(next);
    setOwn({});
    save.reset();
  };
  const submit = (): void => {
    const { due, faults } = dueOf(draft);
    setOwn(Object.fromEntries([...faults].map((figure) => [figure, t("common.wholeNumber")])));
    if (!due) showFirstFault();
    if (!due || save.isPending) return;
    save.mutate(
      { due },
      {
        onSuccess: (saved) => {
          setDraft(draftOf(saved.due));
          tell(t("admin.contactTypes.saved"));
        },
        onError: showFirstFault,
      },
    );
  };
  const set = (figure: Figure, typed: string): void => change({ ...draft, figures: { ...draft.figures, [figure]: typed } });
  const figure = (name: Figure, label: string): ReactNode => (
    <NumberText key={name} w={64} size="xs" aria-label={label} value={draft.figures[name]} onChange={(typed) => set(name, typed)} error={own[name] !== undefined || errors.of(fieldOf(name)) !== undefined} data-testid={`due-${name}`} />
  );
  const fields = fieldsOf(draft, change, figure, t);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <PageHead title={t("admin.contactTypes.title")}>
        <span className="quiet">{t("admin.contactTypes.subtitle")}</span>
        <Button variant="default" disabled={WITH_SETTINGS.every((type) => isSame(draft, type, types.defaults))} onClick={() => change(draftOf(types.defaults))} data-testid="due-restore-all">
          {t("admin.contactTypes.restoreAll")}
        </Button>
        <Button type="submit" disabled={!dirty} loading={save.isPending} data-testid="due-save">
          {t("common.save")}
        </Button>
      </PageHead>
      {errors.rest ? <ErrorNote error={errors.rest} /> : null}
      <div className={css.cards}>
        {WITH_SETTINGS.map((type) => (
          <Panel key={type} title={t(`contactType.${type}`)} right={<Marks type={type} draft={draft} types={types} onRestore={() => change(restored(draft, type, types.defaults))} />} className={css.card} testId={`type-${type}`}>
            <div className={css.fields}>{fields[type]}</div>
            <Fault errors={errorsOf(type, errors.of, own)} />
            <p className={css.means}>
              <Means type={type} draft={draft} />
            </p>
            {changed.includes(type) ? <Effect type={type} draft={draft} /> : null}
          </Panel>
        ))}
        <Panel title={t("admin.contactTypes.nothing")} className={css.card}>
          <dl className={css.others}>
            {WITHOUT.map((type) => (
              <div key={type}>
                <dt>{t(`contactType.${type}`)}</dt>
                <dd>
                  <Means type={type} draft={draft} />
                </dd>
              </div>
            ))}
          </dl>
        </Panel>
      </div>
    </form>
  );
}

type Draw = (name: Figure, label: string) => ReactNode;

type Legend = "trigger" | "regulars" | "thinIce" | "level1" | "level2" | "noShow" | "followUp" | "parts" | "everyDay" | "ahead" | "past";

function fieldsOf(draft: DueDraft, change: (draft: DueDraft) => void, figure: Draw, t: ReturnType<typeof useWords>): Partial<Record<ContactType, ReactNode>> {
  const unit = (type: "months" | "days"): string => t(`admin.contactTypes.${type}`);
  const range = (key: Legend, of: "months" | "days", from: Figure, to: Figure): ReactNode => {
    const legend = t(`admin.contactTypes.field.${key}`);
    return (
      <Fields legend={legend} unit={unit(of)}>
        {figure(from, `${legend}, ${t("admin.contactTypes.from")}`)}
        <span className="quiet small">{t("admin.contactTypes.to")}</span>
        {figure(to, `${legend}, ${t("admin.contactTypes.to")}`)}
      </Fields>
    );
  };
  const one = (key: Legend, of: "months" | "days", name: Figure): ReactNode => (
    <Fields legend={t(`admin.contactTypes.field.${key}`)} unit={unit(of)}>
      {figure(name, t(`admin.contactTypes.field.${key}`))}
    </Fields>
  );
  return {
    maintenance: (
      <>
        {range("trigger", "months", "triggerFrom", "triggerTo")}
        {range("regulars", "months", "regularsFrom", "regularsTo")}
        {one("thinIce", "months", "thinIce")}
      </>
    ),
    confirm: (
      <>
        {range("level1", "days", "openFrom", "openTo")}
        {range("level2", "days", "earlyFrom", "earlyTo")}
      </>
    ),
    no_show: one("noShow", "days", "noShow"),
    service_follow_up: (
      <>
        {range("followUp", "days", "followFrom", "followTo")}
        <Checkbox.Group label={t("admin.contactTypes.field.pay")} value={draft.pay} onChange={(pay) => change({ ...draft, pay: PAYS.filter((row) => pay.includes(row)) })} size="xs">
          <Group gap="md" mt={10}>
            {PAYS.map((pay) => (
              <Checkbox key={pay} size="xs" value={pay} label={t(`admin.contactTypes.pay.${pay}`)} data-testid={`due-pay-${pay}`} />
            ))}
          </Group>
        </Checkbox.Group>
      </>
    ),
    special_order_parts: (
      <>
        {one("parts", "days", "parts")}
        {one("everyDay", "days", "partsEvery")}
      </>
    ),
    mvi: (
      <>
        {one("ahead", "days", "mviAhead")}
        {one("past", "days", "mviPast")}
      </>
    ),
    declined_work: (
      <>
        {one("ahead", "days", "declinedAhead")}
        {one("past", "days", "declinedPast")}
      </>
    ),
  };
}

function Fields({ legend, unit, children }: { legend: string; unit: string; children: ReactNode }) {
  return (
    <fieldset className={css.group}>
      <legend>{legend}</legend>
      <div className={css.inputs}>
        {children}
        <span className="quiet small">{unit}</span>
      </div>
    </fieldset>
  );
}

/** The sentences of this card, each once, below its fields. */
function errorsOf(type: ContactType, of: (field: string) => string | undefined, own: Record<string, string>): string[] {
  const prefixes: Partial<Record<ContactType, string[]>> = {
    maintenance: ["maintenance_from_months", "maintenance_to_months", "regulars_months", "thin_ice_months", "triggerFrom", "triggerTo", "regularsFrom", "regularsTo", "thinIce"],
    confirm: ["confirm_open_days", "confirm_early_days", "openFrom", "openTo", "earlyFrom", "earlyTo"],
    no_show: ["no_show_days", "noShow"],
    service_follow_up: ["follow_up_days", "follow_up_pay", "followFrom", "followTo"],
    special_order_parts: ["parts_days", "parts_recycle_days", "parts", "partsEvery"],
    mvi: ["inspection_days", "mviAhead", "mviPast"],
    declined_work: ["declined_days", "declinedAhead", "declinedPast"],
  };
  const said = (prefixes[type] ?? []).map((field) => own[field] ?? of(field)).filter((words) => words !== undefined);
  return [...new Set(said)];
}

function Fault({ errors }: { errors: string[] }) {
  return errors.map((words) => (
    <div key={words} role="alert" className="small" style={{ color: "var(--mantine-color-error)", marginTop: 6 }}>
      {words}
    </div>
  ));
}

function Marks({ type, draft, types, onRestore }: { type: ContactType; draft: DueDraft; types: ContactTypes; onRestore: () => void }) {
  const t = useWords();
  return (
    <Group gap="xs">
      {isSame(draft, type, types.due) ? null : <Badge color="yellow" style={{ color: "var(--vd-amber)" }}>{t("admin.contactTypes.changed")}</Badge>}
      {isSame(draft, type, types.defaults) ? (
        <Badge color="gray">{t("admin.contactTypes.isDefault")}</Badge>
      ) : (
        <Button size="compact-xs" variant="default" onClick={onRestore} data-testid={`due-restore-${type}`}>
          {t("admin.contactTypes.restore")}
        </Button>
      )}
    </Group>
  );
}

/** What the change would do, counted by the host before it is saved. */
function Effect({ type, draft }: { type: ContactType; draft: DueDraft }) {
  const [settled] = useDebouncedValue(draft, ASK_AFTER_MS);
  const { due } = dueOf(settled);
  return due ? <Counted type={type} due={due} waits={settled !== draft} /> : null;
}

function Counted({ type, due, waits }: { type: ContactType; due: DueSettings; waits: boolean }) {
  const t = useWords();
  const asked = useAsk("contact_type_effect", { contact_type: type, due }, { placeholderData: keepPreviousData });
  // What cannot be is said beside its field when it is saved.
  if (asked.error) return asked.error.field === null ? <ErrorNote error={asked.error} onRetry={() => void asked.refetch()} /> : <Fault errors={[asked.error.message]} />;
  if (!asked.data || waits || asked.isFetching) return <div className="quiet small">{t("admin.contactTypes.counting")}</div>;
  const { before, after } = asked.data;
  const diff = t(after > before ? "admin.contactTypes.more" : "admin.contactTypes.fewer", { n: count(Math.abs(after - before)) });
  return (
    <div className={`${css.effect} figures`} role="status" data-testid={`effect-${type}`}>
      {before === after ? t("admin.contactTypes.effectSame", { count: before, before: count(before) }) : t("admin.contactTypes.effect", { count: before, before: count(before), after: count(after), diff })}
    </div>
  );
}
