import { Badge, Checkbox, Tooltip } from "@mantine/core";
import { IconEar, IconMicrophoneOff } from "@tabler/icons-react";
import { keepPreviousData } from "@tanstack/react-query";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useMemo, useRef, type CSSProperties, type KeyboardEvent } from "react";

import { Link } from "../../components/Panel";
import { useAsk, type CallRow, type CustomerId, type Holder } from "../../ipc";
import { useNow, useZone } from "../../lib/clock";
import { date, day, near } from "../../lib/format";
import { useWords } from "../../words/i18n";
import { isFree } from "./ask";
import css from "./Calls.module.css";
import { Stars } from "./Stars";

const ROW_HEIGHT = 44;
/** Who has whom is asked for so many rows at a time, so that scrolling a little asks nothing. */
const BLOCK = 40;
/** The host answers for no more. */
const MOST_HOLDERS = 200;

export type RowActs = {
  onTick: (customer: CustomerId) => void;
  onOpen: (customer: CustomerId) => void;
  /** The highlighted one, when nobody is ticked. */
  onTake: (customer: CustomerId | null) => void;
};

type RowsProps = RowActs & {
  rows: CallRow[];
  total: number;
  label: string;
  ticked: ReadonlySet<CustomerId>;
  active: number;
  onActive: (index: number) => void;
  onNearEnd: () => void;
};

/** The list, of which only what is seen exists, with who has each of those at this moment. */
export function Rows({ rows, total, label, ticked, active, onActive, onNearEnd, onTick, onOpen, onTake }: RowsProps) {
  const t = useWords();
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    getItemKey: (index) => rows[index]?.customer ?? index,
    overscan: 12,
    // Where nothing is measured (tests), a screenful is shown all the same.
    initialRect: { width: 1000, height: 720 },
  });
  const items = virtual.getVirtualItems();
  const last = items[items.length - 1]?.index ?? 0;
  useEffect(() => {
    if (rows.length > 0 && last >= rows.length - 30) onNearEnd();
  }, [last, rows.length, onNearEnd]);
  const holders = useHolders(rows, items[0]?.index ?? 0, last);
  const holderOf = (row: CallRow): Holder => holders.get(row.customer) ?? row.holder;

  const go = (index: number): void => {
    const next = Math.max(0, Math.min(rows.length - 1, index));
    onActive(next);
    virtual.scrollToIndex(next);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const row = rows[active];
    const page = Math.max(1, Math.floor((scroller.current?.offsetHeight ?? ROW_HEIGHT) / ROW_HEIGHT) - 2);
    const moves: Record<string, number> = { ArrowDown: active + 1, ArrowUp: active - 1, PageDown: active + page, PageUp: active - page, Home: 0, End: rows.length - 1 };
    const move = moves[event.key];
    // A link or box inside of a row has keys of its own.
    const inside = event.target !== scroller.current;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (move !== undefined) go(move);
    else if (row && event.key === " " && !inside) onTick(row.customer);
    else if (row && event.key === "Enter" && !inside) onOpen(row.customer);
    else if (event.key.toLowerCase() === "t") onTake(row && isFree(holderOf(row)) ? row.customer : null);
    else return;
    event.preventDefault();
  };

  return (
    <div ref={scroller} className={css.scroller} role="grid" aria-label={label} aria-rowcount={total} aria-multiselectable tabIndex={0} onKeyDown={onKeyDown} aria-activedescendant={rows[active] ? `call-row-${rows[active].customer}` : undefined} data-testid="calls-list">
      <div className={`${css.grid} ${css.headRow}`} role="row">
        {(["tick", "name", "ro", "stars", "contact", "state"] as const).map((column) => (
          <span key={column} role="columnheader" aria-label={t(`calls.columns.${column}`)}>
            {column === "tick" ? null : t(`calls.columns.${column}`)}
          </span>
        ))}
      </div>
      <div style={{ height: virtual.getTotalSize(), position: "relative" }}>
        {items.map((item) => {
          const row = rows[item.index];
          return row === undefined ? null : (
            <div key={item.key} role="presentation" style={{ position: "absolute", top: item.start, left: 0, right: 0, height: ROW_HEIGHT }}>
              <Row row={row} holder={holderOf(row)} ticked={ticked.has(row.customer)} active={item.index === active} onActive={() => onActive(item.index)} onTick={() => onTick(row.customer)} onOpen={() => onOpen(row.customer)} />
            </div>
          );
        })}
      </div>
    </div>
  );
}

/** Asked again at every change of a customer or run: this answer is never stale. */
function useHolders(rows: CallRow[], first: number, last: number): Map<CustomerId, Holder> {
  const from = Math.floor(first / BLOCK) * BLOCK;
  const to = Math.min(from + MOST_HOLDERS, Math.ceil((last + 1) / BLOCK) * BLOCK);
  const customers = rows.slice(from, to).map((row) => row.customer);
  const asked = useAsk("call_select_holders", { customers }, { enabled: customers.length > 0, placeholderData: keepPreviousData });
  return useMemo(() => new Map(asked.data?.holders.map((of) => [of.customer, of.holder])), [asked.data]);
}

type RowProps = { row: CallRow; holder: Holder; ticked: boolean; active: boolean; onActive: () => void; onTick: () => void; onOpen: () => void };

function Row({ row, holder, ticked, active, onActive, onTick, onOpen }: RowProps) {
  const t = useWords();
  const zone = useZone();
  const free = isFree(holder);
  return (
    <div id={`call-row-${row.customer}`} className={`${css.grid} ${css.row}`} role="row" aria-selected={ticked && free} data-active={active} data-held={!free} onClick={onActive} onDoubleClick={onOpen} data-testid={`call-row-${row.customer}`}>
      <span role="gridcell">
        <Checkbox size="xs" tabIndex={-1} aria-label={t("calls.tick", { name: row.name })} checked={ticked && free} disabled={!free} onChange={onTick} data-testid={`call-tick-${row.customer}`} />
      </span>
      <span role="gridcell" className={`clip ${css.who}`}>
        <span className={css.names}>
          <span className={`clip ${css.name}`} title={row.name}>
            <Link to={`/customers/${row.customer}`}>{row.name}</Link>
          </span>
          <Marks row={row} />
        </span>
        <span className="quiet small clip" style={{ display: "block" }}>
          {[row.vehicle, row.more > 0 ? t("calls.more", { n: row.more }) : null, row.city].filter(Boolean).join(" · ")}
        </span>
      </span>
      <span role="gridcell" className="figures nowrap">
        {date(row.last_ro_on)}
      </span>
      <span role="gridcell">
        <Stars stars={row.stars} />
      </span>
      <span role="gridcell" className="figures nowrap">
        {row.last_contact_at ? day(row.last_contact_at, zone) : t("common.never")}
      </span>
      <span role="gridcell" className={css.state}>
        <Has holder={holder} />
      </span>
    </div>
  );
}

/** What an agent has to know before the call, in two small signs. */
function Marks({ row }: { row: CallRow }) {
  const t = useWords();
  const zone = useZone();
  const now = useNow(60_000);
  const heard = row.may_have_heard_at ? t("calls.mayHaveHeard", { at: near(row.may_have_heard_at, zone, now) }) : null;
  const none = row.no_drops ? t("calls.noDrops", { why: t(`noDrops.${row.no_drops}`) }) : null;
  return (
    <>
      {heard ? (
        <Tooltip label={heard}>
          <IconEar className={css.mark} size={16} role="img" aria-label={heard} color="var(--vd-live)" />
        </Tooltip>
      ) : null}
      {row.no_drops === "do_not_call" ? (
        // What forbids more than a drop is not left to a sign.
        <Badge className={css.mark} color="red" title={none ?? undefined} data-testid={`do-not-call-${row.customer}`}>
          {t("calls.doNotCall")}
        </Badge>
      ) : none ? (
        <Tooltip label={none}>
          <IconMicrophoneOff className={css.mark} size={16} role="img" aria-label={none} color="var(--vd-quiet)" />
        </Tooltip>
      ) : null}
    </>
  );
}

/** Who has the customer: a run with its times, or an agent. */
function Has({ holder }: { holder: Holder }) {
  const t = useWords();
  const zone = useZone();
  const now = useNow(60_000);
  if (holder.kind === "nobody") return null;
  if (holder.kind === "run") {
    const words = { campaign: holder.campaign_name, at: near(holder.started_at, zone, now), until: near(holder.until, zone, now) };
    return (
      <span className={css.holder} style={{ "--holder": "var(--vd-live)" } as CSSProperties} title={t("calls.heldByLong", words)} data-testid="held-by-run">
        <span>{holder.campaign_name}</span>
        <span className="figures">{t("calls.runOf", words)}</span>
      </span>
    );
  }
  const at = near(holder.since, zone, now);
  return (
    <span className={css.holder} style={{ "--holder": holder.mine ? "var(--vd-good-bar)" : "var(--vd-hold)" } as CSSProperties} title={t("calls.takenBy", { who: holder.name, at })} data-testid="taken-by-agent">
      <span>{holder.mine ? t("calls.you") : holder.name}</span>
      <span className="figures">{t("calls.since", { at })}</span>
    </span>
  );
}
