import { Button, Group, Progress as Bar } from "@mantine/core";
import { IconCircleCheck } from "@tabler/icons-react";
import { useEffect, useRef } from "react";

import { ErrorNote, tell } from "../../components/Errors";
import { Panel } from "../../components/Panel";
import { appError, AppError, invalidate, useAct, useAsk, type ImportDraft, type ImportSummary } from "../../ipc";
import { attempt } from "../../lib/acts";
import { count } from "../../lib/format";
import { navigate } from "../../lib/router";
import { useWords } from "../../words/i18n";

const ASK_EVERY_MS = 300;

/** How far the import is. It can be stopped until it is over; then nothing is written. */
export function Progress({ draft, onOver, onBack }: { draft: ImportDraft; onOver: () => void; onBack: () => void }) {
  const t = useWords();
  const asked = useAsk(
    "import_progress",
    { draft: draft.draft },
    {
      staleTime: 0,
      refetchInterval: ({ state: { data } }) => (data && (data.finished || data.cancelled || data.error) ? false : ASK_EVERY_MS),
    },
  );
  const cancel = useAct("import_cancel");
  const state = asked.data;
  const over = useRef(false);
  useEffect(() => {
    if (!state || over.current) return;
    if (state.cancelled) {
      over.current = true;
      tell(t("imports.cancelled"));
      onBack();
    } else if (state.finished) {
      over.current = true;
      invalidate(["imports", "customers"]);
    }
  }, [state, onBack, t]);
  const error = state?.error ? new AppError(state.error) : asked.error ? appError(asked.error) : null;
  if (error) {
    return (
      <Panel title={draft.file_name}>
        <ErrorNote error={error} />
        <Group justify="flex-end" mt="sm">
          <Button variant="default" onClick={onBack}>
            {t("common.back")}
          </Button>
        </Group>
      </Panel>
    );
  }
  if (state?.finished) return <Summary summary={state.finished} onOver={onOver} />;
  const done = state?.done ?? 0;
  const total = state?.total ?? draft.rows;
  return (
    <Panel title={t("imports.progress", { file: draft.file_name })} testId="import-progress">
      <Bar value={total > 0 ? (100 * done) / total : 0} size="lg" animated aria-label={t("imports.progress", { file: draft.file_name })} />
      <Group justify="space-between" mt="sm">
        <span className="quiet figures" role="status">
          {t("imports.progressLine", { done: count(done), total: count(total) })}
        </span>
        <Button variant="default" loading={cancel.isPending} onClick={() => void attempt(() => cancel.mutateAsync({ draft: draft.draft }))} data-testid="import-cancel">
          {t("imports.cancel")}
        </Button>
      </Group>
    </Panel>
  );
}

function Summary({ summary, onOver }: { summary: ImportSummary; onOver: () => void }) {
  const t = useWords();
  return (
    <Panel
      label={t("imports.done", { file: summary.file_name })}
      title={
        <span style={{ display: "flex", alignItems: "center", gap: 8 }}>
          <IconCircleCheck size={20} color="var(--vd-good)" aria-hidden /> {t("imports.done", { file: summary.file_name })}
        </span>
      }
      testId="import-done"
    >
      {summary.events ? t("imports.doneEvents", {
        rows: count(summary.rows),
        new: count(summary.events.new),
        changed: count(summary.events.changed),
        same: count(summary.events.same),
        strangers: count(summary.new_customers),
        rejected: count(summary.rejected),
      }) : t("imports.doneLine", {
        customers: count(summary.customers),
        vehicles: count(summary.vehicles),
        rows: count(summary.rows),
        new: count(summary.new_customers),
        changed: count(summary.changed_customers),
        rejected: count(summary.rejected),
      })}
      <Group mt="md" gap="sm">
        <Button onClick={() => navigate("/campaigns/new")}>{t("imports.toCampaigns")}</Button>
        <Button variant="default" onClick={() => navigate("/customers")}>
          {t("imports.toCustomers")}
        </Button>
        <Button variant="subtle" onClick={onOver}>
          {t("imports.another")}
        </Button>
      </Group>
    </Panel>
  );
}
