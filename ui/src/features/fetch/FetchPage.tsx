import { Button } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useState } from "react";

import { Answer } from "../../components/Errors";
import { Empty, PageHead, Panel } from "../../components/Panel";
import { useAsk, type FetchQuery, type FetchQueryDto, type FetchReadyMade } from "../../ipc";
import { navigate } from "../../lib/router";
import { useWords } from "../../words/i18n";
import { Editor } from "./Editor";
import css from "./Fetch.module.css";
import { FetchCampaigns } from "./FetchCampaigns";
import { SavedList } from "./Saved";
import { NOTHING_ASKED } from "./tree";

/** A query on the page: saved, ready-made, or new. */
export type Document = { id: number | null; name: string; query: FetchQuery };

/**
 * A new query that was saved keeps its page, so that nothing typed meanwhile is lost, and no dialog. Kept beside React:
 * the address changes at once, and a state would be there one picture later.
 */
const adopted = new Map<string, string>();
let newPages = 0;

/** Which page shows this place; each new query has one of its own. */
function pageOf(part: string | undefined): { part: string | undefined; key: string } {
  if (part === undefined || part === "new") {
    newPages += 1;
    return { part, key: `new-${newPages}` };
  }
  return { part, key: adopted.get(part) ?? `query-${part}` };
}

type Opened = Document | "gone" | "other_version";

/** `/fetch`, `/fetch/new`: a new query; `/fetch/12`: a saved one; `/fetch/thin_ice`: a ready-made one. */
export function FetchPage({ part }: { part: string | undefined }) {
  const list = useAsk("fetch_list", {});
  const ready = useAsk("fetch_ready_made", {});
  const catalogue = useAsk("fetch_catalogue", {}, { staleTime: Infinity });
  const [page, setPage] = useState(() => pageOf(part));
  if (page.part !== part) setPage(pageOf(part));
  const { key } = page;
  return (
    <div className={css.page}>
      <Answer query={list}>
        {({ queries }) => (
          <Answer query={ready}>
            {({ queries: made }) => (
              <Answer query={catalogue}>
                {(catalogue) => {
                  const opened = open(part, queries, made);
                  return (
                    <>
                      <div className={css.side}>
                        <SavedList saved={queries} ready={made} part={part} />
                      </div>
                      <div className={css.main}>
                        {typeof opened === "string" ? (
                          <CannotShow why={opened} name={queries.find((of) => String(of.id) === part)?.name} />
                        ) : (
                          <Editor
                            key={key}
                            catalogue={catalogue}
                            document={opened}
                            onAdopted={(id) => adopted.set(String(id), key)}
                          />
                        )}
                        <FetchCampaigns />
                      </div>
                    </>
                  );
                }}
              </Answer>
            )}
          </Answer>
        )}
      </Answer>
    </div>
  );
}

function open(part: string | undefined, saved: FetchQueryDto[], ready: FetchReadyMade[]): Opened {
  if (part === undefined || part === "new") return { id: null, name: "", query: { about: "vehicles", root: NOTHING_ASKED } };
  const made = ready.find((query) => query.word === part);
  if (made) return { id: null, name: made.name, query: made.query };
  const query = saved.find((of) => String(of.id) === part);
  if (!query) return "gone";
  return query.query ? { id: query.id, name: query.name, query: query.query } : "other_version";
}

function CannotShow({ why, name }: { why: "gone" | "other_version"; name: string | undefined }) {
  const t = useWords();
  return (
    <>
      <PageHead title={name ?? t("fetch.title")}>
        <NewButton part="gone" />
      </PageHead>
      <Panel>
        <Empty title={why === "gone" ? t("fetch.gone") : t("fetch.otherVersion")}>{t("fetch.goneHint")}</Empty>
      </Panel>
    </>
  );
}

/** A new query, also from the page of a new query: the two places of one page are two pages. */
export function NewButton({ part }: { part: string | undefined }) {
  const t = useWords();
  return (
    <Button variant="default" leftSection={<IconPlus size={16} aria-hidden />} onClick={() => navigate(part === undefined ? "/fetch/new" : "/fetch")} data-testid="fetch-new">
      {t("fetch.new")}
    </Button>
  );
}
