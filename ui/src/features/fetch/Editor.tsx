import { Alert, Badge, Button, SegmentedControl } from "@mantine/core";
import { IconAlertCircle, IconSend } from "@tabler/icons-react";
import { useEffect, useState } from "react";

import { ErrorNote, tell } from "../../components/Errors";
import { PageHead, Panel } from "../../components/Panel";
import { AppError, appError, call, invalidate, queries, queryKey, type FetchAbout, type FetchCampaignDto, type FetchCatalogue, type FetchQuery } from "../../ipc";
import { replacePlace, setGuard, usePlace } from "../../lib/router";
import { useWords } from "../../words/i18n";
import { NameDialog, SendDialog, Sent } from "./Dialogs";
import css from "./Fetch.module.css";
import { NewButton, type Document } from "./FetchPage";
import { Line } from "./Line";
import { Results } from "./Results";
import { toQuery, toTree } from "./tree";
import { TreeView } from "./Tree";
import { useWork } from "./work";

type EditorProps = { catalogue: FetchCatalogue; document: Document; onAdopted: (id: number) => void };

/** Which name is asked for, and whether the query is sent when it is saved. */
type Saving = { as: "new" | "copy" | "same"; thenSend: boolean };

/** One query: the line, the tree, what it means, and whom it finds. */
export function Editor({ catalogue, document, onAdopted }: EditorProps) {
  const t = useWords();
  const [, part] = usePlace();
  const work = useWork(document.query);
  const [base, setBase] = useState(() => print(document.query));
  const [error, setError] = useState<AppError | null>(null);
  const [saving, setSaving] = useState<Saving | null>(null);
  const [busy, setBusy] = useState(false);
  const [sending, setSending] = useState(false);
  const [sent, setSent] = useState<FetchCampaignDto | null>(null);
  const [wanted, setWanted] = useState(0);
  /** A key asked to save or count a query that asks nothing yet. */
  const [tooEarly, setTooEarly] = useState(false);
  const isEmpty = work.tree.rules.length === 0 && work.lineError === null;
  // A line that the host has not read yet asks something already.
  const asksNothing = isEmpty && work.line.trim() === "";
  const dirty = work.query === null || print(work.query) !== base;
  useEffect(() => {
    setGuard(dirty ? () => true : null);
    return () => setGuard(null);
  }, [dirty]);
  const { written, askNow } = work;

  /** Reads what stands there now and saves it. Throws what the host says against it. */
  const save = async (id: number | null, name: string): Promise<number> => {
    const read = await call("fetch_check", { written });
    if (!read.query) throw new AppError({ code: "fetch.line", message: read.line_error?.message ?? "", field: "line", retryable: false });
    const saved = await call("fetch_save", { id, name, query: read.query });
    setBase(print(read.query));
    setError(null);
    const key = queryKey("fetch_list", {});
    const list = queries.getQueryData(key) as { queries: { id: number }[] } | undefined;
    queries.setQueryData(key, { queries: [...(list?.queries.filter((of) => of.id !== saved.id) ?? []), saved] });
    tell(t("fetch.saved"));
    if (id === null) {
      onAdopted(saved.id);
      replacePlace(`/fetch/${saved.id}`);
    }
    invalidate(["fetch", "campaigns"]);
    return saved.id;
  };
  const saveNow = (): void => {
    askNow();
    setTooEarly(asksNothing);
    if (asksNothing || busy) return;
    if (document.id === null) return setSaving({ as: "new", thenSend: false });
    setBusy(true);
    void save(document.id, document.name)
      .catch((thrown: unknown) => setError(appError(thrown)))
      .finally(() => setBusy(false));
  };
  const send = (): void => {
    setSent(null);
    if (document.id === null || dirty) setSaving({ as: document.id === null ? "new" : "same", thenSend: true });
    else setSending(true);
  };
  const countNow = (): void => {
    work.tidyLine();
    askNow();
    setTooEarly(asksNothing);
    setWanted((before) => before + 1);
  };
  useKeys(saveNow, countNow);

  const { as, thenSend } = saving ?? { as: "new", thenSend: false };
  return (
    <>
      <PageHead title={<Title name={document.name} isSaved={document.id !== null} dirty={dirty && !(isEmpty && document.id === null)} />}>
        <div className={css.acts}>
          {isEmpty && document.id === null ? null : <NewButton part={part} />}
          {document.id !== null ? (
            <Button variant="default" onClick={() => setSaving({ as: "copy", thenSend: false })} data-testid="fetch-save-as">
              {t("fetch.saveAs")}
            </Button>
          ) : null}
          <Button variant="default" leftSection={<IconSend size={16} aria-hidden />} disabled={isEmpty} onClick={send} data-testid="fetch-send">
            {t("fetch.send")}
          </Button>
          <Button loading={busy} disabled={isEmpty} onClick={saveNow} data-testid="fetch-save">
            {t("fetch.save")}
          </Button>
        </div>
      </PageHead>
      {error ? <ErrorNote error={error} /> : null}
      {sent ? (
        <Alert color="teal" variant="light" withCloseButton closeButtonLabel={t("common.close")} onClose={() => setSent(null)}>
          <Sent campaign={sent} />
        </Alert>
      ) : null}
      <Panel label={t("fetch.title")} className={css.query}>
        <div className={css.top}>
          <SegmentedControl
            size="xs"
            aria-label={t("fetch.about.label")}
            data={(["vehicles", "customers"] as const).map((about) => ({ value: about as string, label: t(`fetch.about.${about}`) }))}
            value={work.about}
            onChange={(about) => work.setAbout(about as FetchAbout)}
            data-testid="fetch-about"
          />
          <Line about={work.about} line={work.line} error={work.lineError} onChange={work.setLine} onDone={work.tidyLine} />
        </div>
        <TreeView catalogue={catalogue} about={work.about} tree={work.tree} faults={isEmpty ? NO_FAULTS : work.faults} onChange={work.setTree} />
        {tooEarly && asksNothing ? (
          <div className={css.fault} role="alert" data-testid="fetch-too-early">
            {work.faults.get("")?.map((fault) => fault.message).join(" ")}
          </div>
        ) : null}
        {work.error ? <ErrorNote error={work.error} onRetry={askNow} /> : null}
        {work.sentence ? (
          <p className={css.sentence} data-testid="fetch-sentence" aria-label={t("fetch.means")} role="note">
            {work.sentence}
          </p>
        ) : null}
        {work.notices.map((notice) => (
          <div key={notice} className={css.notice} role="status" data-testid="fetch-notice">
            <IconAlertCircle size={16} aria-hidden /> {notice}
          </div>
        ))}
      </Panel>
      <Results askable={work.askable} isEmpty={isEmpty} reading={work.reading} wanted={wanted} />
      <NameDialog
        opened={saving !== null}
        title={as === "copy" ? t("fetch.saveDialog.titleAs") : t("fetch.saveDialog.titleNew")}
        yes={t("fetch.saveDialog.yes")}
        name={document.name}
        body={thenSend ? t("fetch.saveDialog.thenSend") : undefined}
        onClose={() => setSaving(null)}
        onYes={async (name) => {
          await save(as === "same" ? document.id : null, name);
          if (thenSend) setSending(true);
        }}
      />
      {document.id !== null ? <SendDialog opened={sending} id={document.id} name={document.name} onClose={() => setSending(false)} onSent={setSent} /> : null}
    </>
  );
}

/** Nothing is wrong with a page on which nobody has written yet. */
const NO_FAULTS = new Map();

/** The same words for the same query, whoever wrote them down. */
function print(query: FetchQuery): string {
  return JSON.stringify(toQuery(query.about, toTree(query)));
}

function Title({ name, isSaved, dirty }: { name: string; isSaved: boolean; dirty: boolean }) {
  const t = useWords();
  return (
    <>
      <span>{name || t("fetch.newTitle")}</span>
      {isSaved || name === "" ? null : <Badge color="gray">{t("fetch.list.ready")}</Badge>}
      {dirty ? (
        <Badge color="yellow" variant="light" c="var(--mantine-color-text)" data-testid="unsaved">
          {t("fetch.changed")}
        </Badge>
      ) : null}
    </>
  );
}

/** Ctrl+S saves, Ctrl+Enter counts, wherever the focus is on this page. */
function useKeys(save: () => void, countNow: () => void): void {
  useEffect(() => {
    const pressed = (event: KeyboardEvent): void => {
      if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
      const act = event.key.toLowerCase() === "s" ? save : event.key === "Enter" ? countNow : null;
      if (!act) return;
      event.preventDefault();
      // A dialog has its own keys.
      if (!document.querySelector('[role="dialog"]')) act();
    };
    window.addEventListener("keydown", pressed);
    return () => window.removeEventListener("keydown", pressed);
  });
}
