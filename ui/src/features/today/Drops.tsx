import { Button } from "@mantine/core";
import { IconArrowUp } from "@tabler/icons-react";
import { memo, useRef, useState } from "react";

import { ExportList } from "../../components/Export";
import { Empty, Link, Panel } from "../../components/Panel";
import { Result } from "../../components/Result";
import type { DropRow } from "../../ipc";
import { useZone } from "../../lib/clock";
import { phone, plainWord, timeExact } from "../../lib/format";
import { useHeldRows } from "../../lib/held";
import { navigate } from "../../lib/router";
import { useWords } from "../../words/i18n";
import css from "./Today.module.css";

/** Every drop from the moment before the call, newest first. While it is read, nothing moves under the eye. */
export function Drops({ drops }: { drops: DropRow[] }) {
  const t = useWords();
  const scroller = useRef<HTMLDivElement>(null);
  const [pointed, setPointed] = useState(false);
  const [focused, setFocused] = useState(false);
  const [scrolled, setScrolled] = useState(false);
  const { rows, fresh, release } = useHeldRows(drops, (row) => row.attempt, pointed || focused || scrolled);
  const show = (): void => {
    scroller.current?.scrollTo?.({ top: 0 });
    setScrolled(false);
    setFocused(false);
    release();
  };
  return (
    <Panel title={t("today.drops.title")} right={<Right empty={drops.length === 0} />} flush className={css.drops} testId="drops">
      {fresh > 0 ? (
        <Button className={css.fresh} size="compact-sm" radius="xl" leftSection={<IconArrowUp size={14} aria-hidden />} onClick={show} data-testid="drops-fresh">
          {t("today.drops.fresh", { count: fresh })}
        </Button>
      ) : null}
      <div
        ref={scroller}
        className={css.scroll}
        // A pointer that merely lies there, where the page before had a button, reads nothing.
        onMouseMove={() => setPointed(true)}
        onMouseLeave={() => setPointed(false)}
        onFocus={() => setFocused(true)}
        onBlur={(event) => setFocused(event.currentTarget.contains(event.relatedTarget))}
        onScroll={(event) => setScrolled(event.currentTarget.scrollTop > 0)}
        role="table"
        aria-label={t("today.drops.title")}
      >
        <div className={`${css.grid} ${css.headRow}`} role="row">
          {(["time", "customer", "vehicle", "contactType", "number", "result"] as const).map((column) => (
            <span key={column} role="columnheader">
              {t(`today.drops.${column}`)}
            </span>
          ))}
        </div>
        {rows.length === 0 ? <Empty title={t("today.drops.empty")}>{t("today.drops.emptyHint")}</Empty> : null}
        {rows.map((row) => (
          <Row key={row.attempt} row={row} />
        ))}
      </div>
    </Panel>
  );
}

function Right({ empty }: { empty: boolean }) {
  const t = useWords();
  return (
    <>
      <span className="quiet small">{t("today.drops.hint")}</span>
      {empty ? null : <ExportList list={{ kind: "drops_of_today" }} what={t("today.drops.title")} size="compact-xs" />}
    </>
  );
}

const Row = memo(function Row({ row }: { row: DropRow }) {
  const t = useWords();
  const zone = useZone();
  return (
    <div className={`${css.grid} ${css.row}`} role="row" onDoubleClick={() => navigate(`/customers/${row.customer}`)} data-testid={`drop-${row.attempt}`}>
      <span role="cell" className="figures">{timeExact(row.at, zone)}</span>
      <span role="cell" className="clip" title={row.name}>
        <Link to={`/customers/${row.customer}`}>{row.name}</Link>
      </span>
      <span role="cell" className="clip" title={row.vehicle ?? undefined}>
        {row.vehicle}
      </span>
      <span role="cell" className="clip">
        {t(`contactType.${row.contact_type}`)}
      </span>
      <span role="cell" className="nowrap figures">
        {phone(row.number)} {row.kind === "cell" ? null : <span className="quiet">{t(`phoneKindSmall.${row.kind}`)}</span>}
      </span>
      <span role="cell">
        <Result disposition={row.disposition} unknown={row.unknown} />
      </span>
      {row.other_result ? (
        <span role="cell" className="small" style={{ gridColumn: "2 / -1" }}>
          {t("common.laterSaid", { word: plainWord(row.other_result) })}
        </span>
      ) : null}
    </div>
  );
});
