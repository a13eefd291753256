import { ActionIcon, Button, SimpleGrid, Stack, Textarea, TextInput } from "@mantine/core";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import { useEffect, useState } from "react";

import { ErrorNote, tell } from "../../components/Errors";
import { DateField } from "../../components/Fields";
import { PageHead, Panel } from "../../components/Panel";
import { useAct, type StoreDto } from "../../ipc";
import { useHouse } from "../../lib/clock";
import { fieldErrors, showFirstFault } from "../../lib/fields";
import { setGuard } from "../../lib/router";
import { useWords } from "../../words/i18n";
import { DEPARTMENTS, draftOf, storeOf, type StoreDraft, type StoreFault } from "./draft";
import { HoursFields, StoreFields } from "./StoreFields";

const FIELDS = ["name", "country", "region", "zone", "language", "opt_out_number", "hours", "departments", "own_lines", "closed_days"];

export function StoresPage() {
  const store = useHouse()?.store;
  return store ? <Form store={store} /> : null;
}

function Form({ store }: { store: StoreDto }) {
  const t = useWords();
  const save = useAct("store_save");
  const [base, setBase] = useState(() => draftOf(store));
  const [draft, setDraft] = useState(base);
  const [faults, setFaults] = useState<Set<StoreFault>>(new Set());
  const dirty = JSON.stringify(draft) !== JSON.stringify(base);
  useEffect(() => {
    setGuard(dirty ? () => true : null);
    return () => setGuard(null);
  }, [dirty]);
  const words: Record<StoreFault, string> = {
    name: t("admin.store.nameFault"),
    opt_out_number: t("common.aPhone"),
    hours: t("admin.store.hoursFault"),
    departments: t("common.aPhone"),
    own_lines: t("common.aPhone"),
    closed_days: t("admin.store.closedDayFault"),
  };
  const errors = fieldErrors(save.error, FIELDS, Object.fromEntries([...faults].map((fault) => [fault, words[fault]])));
  const change = (next: StoreDraft): void => {
    setDraft(next);
    setFaults(new Set());
    save.reset();
  };
  const submit = (): void => {
    const { store: made, faults: found } = storeOf(draft);
    setFaults(found);
    if (!made) showFirstFault();
    if (!made || save.isPending) return;
    save.mutate(made, {
      onSuccess: () => {
        setBase(draft);
        tell(t("admin.store.saved"));
      },
      onError: showFirstFault,
    });
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <PageHead title={t("admin.store.title")}>
        <Button type="submit" disabled={!dirty} loading={save.isPending} data-testid="store-save">
          {t("common.save")}
        </Button>
      </PageHead>
      {errors.rest ? <ErrorNote error={errors.rest} /> : null}
      <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="sm">
        <Stack gap="sm">
          <Panel title={t("admin.store.details")}>
            <StoreFields draft={draft} onChange={change} errorOf={errors.of} />
          </Panel>
          <Panel title={t("admin.store.lines")}>
            <Lines draft={draft} onChange={change} errorOf={errors.of} />
          </Panel>
        </Stack>
        <Stack gap="sm">
          <Panel title={t("admin.store.hours")}>
            <div className="quiet small" style={{ marginBottom: 6 }}>
              {t("admin.store.hoursHint")}
            </div>
            <HoursFields draft={draft} onChange={change} errorOf={errors.of} />
          </Panel>
          <Panel
            title={t("admin.store.closedDays")}
            right={
              <Button size="xs" variant="light" leftSection={<IconPlus size={14} aria-hidden />} onClick={() => change({ ...draft, closedDays: [...draft.closedDays, { on: "", name: "" }] })}>
                {t("admin.store.addClosedDay")}
              </Button>
            }
          >
            <ClosedDays draft={draft} onChange={change} error={errors.of("closed_days")} />
          </Panel>
        </Stack>
      </SimpleGrid>
    </form>
  );
}

type PartProps = { draft: StoreDraft; onChange: (draft: StoreDraft) => void; errorOf: (field: string) => string | undefined };

function Lines({ draft, onChange, errorOf }: PartProps) {
  const t = useWords();
  return (
    <Stack gap="sm">
      {DEPARTMENTS.map((department) => (
        <SimpleGrid key={department} cols={2} spacing="sm">
          <TextInput label={`${t(`department.${department}`)}: ${t("admin.store.callerId")}`} value={draft.callerIds[department]} onChange={(event) => onChange({ ...draft, callerIds: { ...draft.callerIds, [department]: event.currentTarget.value } })} error={errorOf("departments")} inputMode="tel" />
          <TextInput label={`${t(`department.${department}`)}: ${t("admin.store.callBack")}`} value={draft.callBacks[department]} onChange={(event) => onChange({ ...draft, callBacks: { ...draft.callBacks, [department]: event.currentTarget.value } })} error={errorOf("departments")} inputMode="tel" />
        </SimpleGrid>
      ))}
      <Textarea label={t("admin.store.ownLines")} description={t("admin.store.ownLinesHint")} value={draft.ownLines} onChange={(event) => onChange({ ...draft, ownLines: event.currentTarget.value })} error={errorOf("own_lines")} autosize minRows={2} maxRows={6} />
    </Stack>
  );
}

function ClosedDays({ draft, onChange, error }: { draft: StoreDraft; onChange: (draft: StoreDraft) => void; error: string | undefined }) {
  const t = useWords();
  const set = (index: number, part: Partial<{ on: string; name: string }>): void =>
    onChange({ ...draft, closedDays: draft.closedDays.map((day, at) => (at === index ? { ...day, ...part } : day)) });
  if (draft.closedDays.length === 0) return <span className="quiet">{t("admin.store.closedDaysNone")}</span>;
  return (
    <Stack gap={6}>
      {draft.closedDays.map((day, index) => (
        <div key={index} style={{ display: "grid", gridTemplateColumns: "150px 1fr 32px", gap: 8, alignItems: "center" }}>
          <DateField value={day.on || null} onChange={(on) => set(index, { on: on ?? "" })} aria-label={t("admin.store.closedOn")} error={error !== undefined && day.on === ""} />
          <TextInput value={day.name} onChange={(event) => set(index, { name: event.currentTarget.value })} aria-label={t("admin.store.closedName")} placeholder={t("admin.store.closedNamePlaceholder")} error={error !== undefined && day.name === ""} />
          <ActionIcon variant="subtle" color="gray" onClick={() => onChange({ ...draft, closedDays: draft.closedDays.filter((_, at) => at !== index) })} aria-label={t("admin.store.removeClosedDay", { name: day.name })}>
            <IconTrash size={16} />
          </ActionIcon>
        </div>
      ))}
      {error ? (
        <div role="alert" className="small" style={{ color: "var(--mantine-color-error)" }}>
          {error}
        </div>
      ) : null}
    </Stack>
  );
}
