// One query, as a tree and as a line: whichever was edited last is asked, the other follows.
import { useDebouncedCallback } from "@mantine/hooks";
import { keepPreviousData } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";

import type { AppError, FetchAbout, FetchChecked, FetchFault, FetchLineError, FetchQuery, FetchWritten } from "../../ipc";
import { useAsk } from "../../ipc";
import { NOTHING_ASKED, toQuery, toTree, type TreeGroup } from "./tree";

/** How long the fingers rest before the query is read again. */
const CHECK_DEBOUNCE_MS = 250;

type Written = { about: FetchAbout; tree: TreeGroup; line: string; from: "tree" | "line" };

export type Work = Written & {
  /** What is asked of the host: the tree or the line. */
  written: FetchWritten;
  /** The query as it stands, finished or not; `null`: the line cannot be read, or is not read yet. */
  query: FetchQuery | null;
  /** The same, if it can be asked: the host has read it and found no fault. */
  askable: FetchQuery | null;
  sentence: string | null;
  notices: string[];
  /** By the place, as `0.2`; the root is the empty word. */
  faults: Map<string, FetchFault[]>;
  lineError: FetchLineError | null;
  /** The host has not answered to what stands here now. */
  reading: boolean;
  /** The host could not answer. */
  error: AppError | null;
  setAbout: (about: FetchAbout) => void;
  setTree: (tree: TreeGroup) => void;
  setLine: (line: string) => void;
  /** The line as the host writes it: `<` becomes "before". */
  tidyLine: () => void;
  /** Asks now, without waiting for the fingers. */
  askNow: () => void;
};

export function useWork(start: FetchQuery): Work {
  const [state, setState] = useState<Written>(() => ({ about: start.about, tree: toTree(start), line: "", from: "tree" }));
  const { about } = state;
  const source = state.from === "tree" ? state.tree : state.line;
  const written = useMemo<FetchWritten>(
    () => (typeof source === "string" ? { kind: "line", about, line: source } : { kind: "query", query: toQuery(about, source) }),
    [about, source],
  );
  const [asked, setAsked] = useState(written);
  const askLater = useDebouncedCallback(setAsked, CHECK_DEBOUNCE_MS);
  useEffect(() => {
    if (written !== asked) askLater(written);
  }, [written, asked, askLater]);
  const answer = useAsk("fetch_check", { written: asked }, { placeholderData: keepPreviousData });
  const fresh = answer.data !== undefined && !answer.isPlaceholderData && asked === written;
  const checked = answer.data;

  /** The line was left before the host had read it. */
  const tidyWanted = useRef(false);
  // What was not edited follows.
  useEffect(() => {
    if (!fresh || !checked) return;
    const tidy = tidyWanted.current;
    tidyWanted.current = false;
    setState((now) => followed(now, checked, tidy));
  }, [fresh, checked]);

  const setAbout = useCallback((next: FetchAbout) => setState((now) => ({ ...now, about: next })), []);
  const setTree = useCallback((tree: TreeGroup) => setState((now) => ({ ...now, tree, from: "tree" })), []);
  const setLine = useCallback((line: string) => {
    tidyWanted.current = false;
    // An empty line asks nothing; it is no error.
    if (line.trim() === "") setState((now) => ({ ...now, line, tree: toTree({ about: now.about, root: NOTHING_ASKED }, now.tree), from: "tree" }));
    else setState((now) => ({ ...now, line, from: "line" }));
  }, []);
  const tidyLine = useCallback(() => {
    if (fresh && checked) setState((now) => (now.from === "line" ? followed(now, checked, true) : now));
    else tidyWanted.current = true;
  }, [fresh, checked]);
  const askNow = useCallback(() => setAsked(written), [written]);

  const lineError = state.from === "line" ? (checked?.line_error ?? null) : null;
  const faults = useFaultsByPlace(checked?.faults ?? NO_FAULTS);
  const query = state.from === "tree" ? (written.kind === "query" ? written.query : null) : fresh ? (checked?.query ?? null) : null;
  const askable = fresh && checked?.query && checked.faults.length === 0 && !checked.line_error ? checked.query : null;
  return {
    ...state, written, query, askable, faults, lineError, setAbout, setTree, setLine, tidyLine, askNow,
    sentence: lineError ? null : (checked?.sentence ?? null),
    notices: lineError ? [] : (checked?.notices ?? []),
    reading: !fresh && !answer.error,
    error: answer.error,
  };
}

function followed(now: Written, checked: FetchChecked, tidy: boolean): Written {
  const written = checked.line_error ? null : checked.line;
  if (now.from === "tree") return written === null || written === now.line ? now : { ...now, line: written };
  if (!checked.query) return now;
  return { ...now, tree: toTree(checked.query, now.tree), line: tidy && written !== null ? written : now.line };
}

const NO_FAULTS: FetchFault[] = [];

/** The same map for the same faults: a letter more in one rule is no news for the others. */
function useFaultsByPlace(faults: FetchFault[]): Map<string, FetchFault[]> {
  const [kept, setKept] = useState(() => ({ faults, map: byPlace(faults) }));
  if (kept.faults === faults) return kept.map;
  const map = JSON.stringify(kept.faults) === JSON.stringify(faults) ? kept.map : byPlace(faults);
  setKept({ faults, map });
  return map;
}

function byPlace(faults: FetchFault[]): Map<string, FetchFault[]> {
  const map = new Map<string, FetchFault[]>();
  for (const fault of faults) {
    const place = fault.path.join(".");
    map.set(place, [...(map.get(place) ?? []), fault]);
  }
  return map;
}
