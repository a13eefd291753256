import { Badge, Kbd, Loader, TextInput } from "@mantine/core";
import { useClickOutside, useDebouncedValue, useHotkeys } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { keepPreviousData } from "@tanstack/react-query";
import { useRef, useState, type KeyboardEvent } from "react";

import { ErrorNote } from "../../components/Errors";
import { useAsk, type CustomerHit } from "../../ipc";
import { useNow, useZone } from "../../lib/clock";
import { near } from "../../lib/format";
import { navigate } from "../../lib/router";
import { useWords } from "../../words/i18n";
import css from "./Shell.module.css";

const SHORTEST = 3;

/** The box that is always there: any part of a number, name or VIN leads to the customer. */
export function Search() {
  const t = useWords();
  const [text, setText] = useState("");
  const [open, setOpen] = useState(false);
  const [chosen, setChosen] = useState(0);
  const input = useRef<HTMLInputElement>(null);
  const outside = useClickOutside(() => setOpen(false));
  const [asked] = useDebouncedValue(text.trim(), 120);
  const long = asked.length >= SHORTEST;
  const found = useAsk("customer_search", { text: asked }, { enabled: long, placeholderData: keepPreviousData });
  const hits = long ? (found.data?.hits ?? []) : [];
  const current = Math.min(chosen, Math.max(0, hits.length - 1));

  const reach = (): void => {
    input.current?.focus();
    input.current?.select();
  };
  useHotkeys([["mod+K", reach]], []);

  const choose = (hit: CustomerHit): void => {
    setOpen(false);
    setText("");
    input.current?.blur();
    navigate(`/customers/${hit.id}`);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === "Escape") {
      if (open) setOpen(false);
      else setText("");
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      setOpen(true);
      const step = event.key === "ArrowDown" ? 1 : -1;
      setChosen(hits.length === 0 ? 0 : (current + step + hits.length) % hits.length);
    } else if (event.key === "Enter" && text.trim() === asked) {
      const hit = hits[current];
      if (hit) choose(hit);
    }
  };
  const shown = open && text.trim().length > 0;
  return (
    <div className={css.search} ref={outside} role="search">
      <TextInput
        ref={input}
        value={text}
        onChange={(event) => {
          setText(event.currentTarget.value);
          setChosen(0);
          setOpen(true);
        }}
        onFocus={() => setOpen(true)}
        onKeyDown={onKeyDown}
        placeholder={t("shell.search.placeholder")}
        aria-label={t("shell.search.label")}
        role="combobox"
        aria-expanded={shown}
        aria-controls="search-hits"
        aria-activedescendant={shown && hits[current] ? `hit-${hits[current].id}` : undefined}
        autoComplete="off"
        spellCheck={false}
        leftSection={<IconSearch size={16} aria-hidden />}
        rightSection={found.isFetching ? <Loader size={14} /> : <Kbd aria-hidden>Ctrl K</Kbd>}
        rightSectionWidth={64}
        rightSectionPointerEvents="none"
        data-testid="search-input"
      />
      {shown ? (
        <div className={css.hits} id="search-hits">
          {!long ? <div className={`${css.hitNote} quiet`}>{t("shell.search.tooShort")}</div> : null}
          {long && found.error ? <ErrorNote error={found.error} /> : null}
          {long && found.data && hits.length === 0 && !found.isPlaceholderData ? (
            <div className={css.hitNote} role="status">
              <div>{t("shell.search.none", { text: asked })}</div>
              <div className="quiet small">{t("shell.search.noneHint")}</div>
            </div>
          ) : null}
          {hits.length > 0 ? (
            <ul role="listbox" aria-label={t("shell.search.results")}>
              {hits.map((hit, index) => (
                <Hit key={hit.id} hit={hit} selected={index === current} onPoint={() => setChosen(index)} onChoose={() => choose(hit)} />
              ))}
            </ul>
          ) : null}
          {long && found.data?.more ? <div className={`${css.hitNote} quiet small`}>{t("shell.search.more")}</div> : null}
        </div>
      ) : null}
    </div>
  );
}

type HitProps = { hit: CustomerHit; selected: boolean; onPoint: () => void; onChoose: () => void };

function Hit({ hit, selected, onPoint, onChoose }: HitProps) {
  const t = useWords();
  const zone = useZone();
  const now = useNow(60_000);
  return (
    <li
      id={`hit-${hit.id}`}
      role="option"
      aria-selected={selected}
      className={css.hit}
      ref={(node) => {
        if (selected) node?.scrollIntoView?.({ block: "nearest" });
      }}
      onMouseMove={onPoint}
      onMouseDown={(event) => event.preventDefault()}
      onClick={onChoose}
      data-testid={`hit-${hit.id}`}
    >
      <div className="clip" style={{ fontWeight: 550 }}>
        {hit.name}
      </div>
      <div className="nowrap">
        {hit.drop_in_progress ? (
          <Badge color="blue" variant="filled">
            {t("common.inProgress")}
          </Badge>
        ) : hit.last_drop_at ? (
          <span className="quiet small">{t("shell.search.lastDrop", { at: near(hit.last_drop_at, zone, now) })}</span>
        ) : null}
      </div>
      <div className="clip quiet small" style={{ gridColumn: "1 / -1" }}>
        {[hit.matched, hit.vehicle, hit.city, `No. ${hit.customer_number}`].filter(Boolean).join(" · ")}
      </div>
    </li>
  );
}
