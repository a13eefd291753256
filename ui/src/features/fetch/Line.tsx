import { Textarea } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData } from "@tanstack/react-query";
import { useEffect, useId, useLayoutEffect, useRef, useState, type KeyboardEvent, type RefObject } from "react";

import { useAsk, type FetchAbout, type FetchCompletion, type FetchLineError, type FetchSuggestion } from "../../ipc";
import { count } from "../../lib/format";
import { useWords } from "../../words/i18n";
import css from "./Fetch.module.css";

/** How long the fingers rest before something is proposed. */
const PROPOSE_DEBOUNCE_MS = 120;

type LineProps = {
  about: FetchAbout;
  line: string;
  error: FetchLineError | null;
  onChange: (line: string) => void;
  /** It is done with: Enter, or another place. */
  onDone: () => void;
};

/** The typed line: proposals below it, and a mark under what cannot be read. */
export function Line({ about, line, error: found, onChange, onDone }: LineProps) {
  const t = useWords();
  const id = useId();
  const field = useRef<HTMLTextAreaElement>(null);
  const [caret, setCaret] = useState(0);
  const [opened, setOpened] = useState(false);
  const [active, setActive] = useState(-1);
  const wantedCaret = useWantedCaret(field, line);
  const place = useStable(about, line, caret);
  const [asked] = useDebouncedValue(place, PROPOSE_DEBOUNCE_MS);
  const answer = useAsk("fetch_complete", asked, { enabled: opened, placeholderData: keepPreviousData, gcTime: 60_000 });
  const fresh = asked === place && !answer.isPlaceholderData ? answer.data : undefined;
  const shown = opened ? proposalsOf(answer.data, place.line) : NO_PROPOSALS;
  // A word at the end that can still become one of the proposals is unfinished, and not wrong.
  const isForming = shown.length > 0 && caret >= line.length && found !== null && found.end >= line.trimEnd().length;
  const error = isForming ? null : found;
  useEffect(() => {
    if (fresh) setActive(begun(fresh, place.line));
  }, [fresh, place]);

  const take = (suggestion: FetchSuggestion): void => {
    // An older answer speaks of other places.
    if (!fresh) return;
    const behind = line.slice(fresh.end);
    const text = behind.startsWith(" ") ? suggestion.text : `${suggestion.text} `;
    const at = fresh.start + text.length + (behind.startsWith(" ") ? 1 : 0);
    wantedCaret.current = at;
    setCaret(at);
    setActive(-1);
    onChange(line.slice(0, fresh.start) + text + behind);
  };
  const keys = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) {
      if (event.ctrlKey && event.key === " ") setOpened(true);
      return;
    }
    const chosen = shown[active];
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (shown.length === 0) return setOpened(true);
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      setActive(active < 0 && step < 0 ? shown.length - 1 : (active + step + shown.length) % shown.length);
    } else if ((event.key === "Enter" || event.key === "Tab") && chosen && !event.shiftKey) {
      event.preventDefault();
      take(chosen);
    } else if (event.key === "Enter") {
      event.preventDefault();
      setOpened(false);
      onDone();
    } else if (event.key === "Escape" && opened && shown.length > 0) {
      event.stopPropagation();
      setOpened(false);
    }
  };
  const look = (): void => setCaret(field.current?.selectionStart ?? 0);
  return (
    <div className={css.line}>
      <div className={css.lineField}>
        {error ? <Marked line={line} error={error} /> : null}
        <Textarea
          ref={field}
          aria-label={t("fetch.line.label")}
          placeholder={t("fetch.line.placeholder")}
          value={line}
          autosize
          minRows={1}
          maxRows={8}
          spellCheck={false}
          autoComplete="off"
          classNames={{ input: css.lineInput }}
          error={error ? true : undefined}
          role="combobox"
          aria-expanded={shown.length > 0}
          aria-controls={`${id}-list`}
          aria-autocomplete="list"
          aria-activedescendant={shown[active] ? `${id}-${active}` : undefined}
          aria-describedby={error ? `${id}-error` : `${id}-hint`}
          data-testid="fetch-line"
          onChange={(event) => {
            setCaret(event.currentTarget.selectionStart);
            setOpened(true);
            // Pasted lines are one line here.
            onChange(event.currentTarget.value.replace(/\s*\n\s*/g, " "));
          }}
          onKeyDown={keys}
          onKeyUp={look}
          onClick={() => {
            look();
            setOpened(true);
          }}
          onBlur={() => {
            setOpened(false);
            onDone();
          }}
        />
        {shown.length > 0 ? (
          <ul id={`${id}-list`} role="listbox" aria-label={t("fetch.line.proposals")} className={css.proposals} data-testid="fetch-proposals">
            {shown.map((suggestion, index) => (
              <Proposal key={`${suggestion.kind}-${suggestion.text}`} id={`${id}-${index}`} suggestion={suggestion} active={index === active} onTake={() => take(suggestion)} />
            ))}
          </ul>
        ) : null}
      </div>
      {error ? (
        <div id={`${id}-error`} role="alert" className={css.lineError} data-testid="fetch-line-error">
          {error.message} <span className="quiet">{t("fetch.line.fixFirst")}</span>
        </div>
      ) : (
        <div id={`${id}-hint`} className="quiet small">
          {t("fetch.line.hint")} {t("fetch.keys")}
        </div>
      )}
    </div>
  );
}

type ProposalProps = { id: string; suggestion: FetchSuggestion; active: boolean; onTake: () => void };

function Proposal({ id, suggestion, active, onTake }: ProposalProps) {
  const t = useWords();
  const row = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (active) row.current?.scrollIntoView({ block: "nearest" });
  }, [active]);
  return (
    <li ref={row} id={id} role="option" aria-selected={active} onPointerDown={(event) => event.preventDefault()} onClick={onTake} data-kind={suggestion.kind}>
      <span>{suggestion.label}</span>
      {suggestion.rows !== null ? <span className="quiet small number">{t("fetch.line.rows", { n: count(suggestion.rows) })}</span> : null}
    </li>
  );
}

/** The same letters behind the field, with the wrong ones underlined. At the end of the line, the place behind it. */
function Marked({ line, error }: { line: string; error: FetchLineError }) {
  const wrong = line.slice(error.start, error.end);
  return (
    <div className={css.marked} aria-hidden>
      {line.slice(0, error.start)}
      <mark data-testid="fetch-line-mark">{wrong === "" ? "\u00a0\u00a0" : wrong}</mark>
      {line.slice(error.end)}
    </div>
  );
}

const NO_PROPOSALS: FetchSuggestion[] = [];

/** What is written already is no proposal, when nothing else could be meant. */
function proposalsOf(completion: FetchCompletion | undefined, line: string): FetchSuggestion[] {
  const { suggestions, start, end } = completion ?? { suggestions: NO_PROPOSALS, start: 0, end: 0 };
  const typed = line.slice(start, end).trim().toLowerCase();
  const [only] = suggestions;
  return suggestions.length === 1 && only?.text.trim().toLowerCase() === typed ? NO_PROPOSALS : suggestions;
}

/** The first proposal, while a word is begun that is not whole yet; a whole word proposes nothing by itself. */
function begun(completion: FetchCompletion, line: string): number {
  const typed = line.slice(completion.start, completion.end).trim().toLowerCase();
  if (typed === "") return -1;
  const whole = completion.suggestions.some((of) => of.text.toLowerCase() === typed || of.label.toLowerCase() === typed);
  return whole || completion.suggestions.length === 0 ? -1 : 0;
}

type Place = { about: FetchAbout; line: string; caret: number };

/** The same object for the same place, so that answers can be told apart. */
function useStable(about: FetchAbout, line: string, caret: number): Place {
  const [place, setPlace] = useState<Place>({ about, line, caret });
  if (place.about === about && place.line === line && place.caret === caret) return place;
  const next = { about, line, caret };
  setPlace(next);
  return next;
}

/** After a proposal is taken, the caret stands behind it. */
function useWantedCaret(field: RefObject<HTMLTextAreaElement | null>, line: string): RefObject<number | null> {
  const wanted = useRef<number | null>(null);
  useLayoutEffect(() => {
    if (wanted.current === null) return;
    field.current?.setSelectionRange(wanted.current, wanted.current);
    wanted.current = null;
  }, [field, line]);
  return wanted;
}
