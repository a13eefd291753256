import { Button, Loader, Table } from "@mantine/core";
import { IconUsers } from "@tabler/icons-react";
import { memo, useEffect, useState } from "react";

import { ErrorNote } from "../../components/Errors";
import { ExportList } from "../../components/Export";
import { Empty, Link, Panel } from "../../components/Panel";
import { useAsk, type FetchAbout, type FetchFound, type FetchQuery, type FetchRow } from "../../ipc";
import { useZone } from "../../lib/clock";
import { count, date, day } from "../../lib/format";
import { useWords, type Words } from "../../words/i18n";
import css from "./Fetch.module.css";

/** A count that takes longer says so. */
const SLOW_AFTER_MS = 4_000;

type ResultsProps = {
  /** The query to ask; `null`: what stands there cannot be asked. */
  askable: FetchQuery | null;
  /** Nothing is asked yet. */
  isEmpty: boolean;
  /** The host is still reading what was typed. */
  reading: boolean;
  /** Grows when a person asks to count at once. */
  wanted: number;
};

/** What was found last, of whatever was asked then. */
type Kept = { about: FetchAbout; found: FetchFound };

/** How many, and the first of them, while the query is written. The last answer stays, greyed, until the next is there. */
export function Results({ askable, isEmpty, reading, wanted }: ResultsProps) {
  const t = useWords();
  const [last, setLast] = useState<FetchQuery | null>(askable);
  if (askable && askable !== last) setLast(askable);
  const answer = useAsk("fetch_find", { query: last! }, { enabled: last !== null && !isEmpty });
  const [kept, setKept] = useState<Kept | null>(null);
  if (last && answer.data && answer.data !== kept?.found) setKept({ about: last.about, found: answer.data });
  const { refetch, error } = answer;
  // The host stops one count for the next; what was asked last is asked again.
  const stopped = error?.code === "fetch.replaced";
  useEffect(() => {
    if (stopped) void refetch();
  }, [stopped, refetch]);
  useEffect(() => {
    if (wanted > 0) void refetch();
  }, [wanted, refetch]);
  const counting = answer.isFetching || reading;
  const slow = useSlow(answer.isFetching);
  if (isEmpty || last === null) {
    return (
      <Panel title={t("fetch.result.title")} testId="fetch-results">
        <Empty icon={<IconUsers size={28} stroke={1.3} aria-hidden />} title={isEmpty || reading ? t("fetch.result.ask") : t("fetch.result.failed")}>
          {isEmpty || reading ? t("fetch.result.askHint") : t("fetch.result.mend")}
        </Empty>
      </Panel>
    );
  }
  const { found, about } = kept ?? { found: null, about: last.about };
  const failed = error && !stopped && !answer.isFetching ? error : null;
  const old = counting || !askable || answer.data === undefined || failed !== null;
  return (
    <Panel label={t("fetch.result.title")} className={css.results} testId="fetch-results" flush>
      <div className={css.resultHead} aria-live="polite" aria-busy={counting}>
        <strong className={css.found} data-old={old || undefined} data-testid="fetch-count">
          {found ? sum(t, about, found) : failed ? t("fetch.result.failed") : t("fetch.result.counting")}
        </strong>
        {found && found.found > found.rows.length ? <span className="quiet">{t("fetch.result.first", { n: count(found.rows.length) })}</span> : null}
        {counting ? <Loader size={14} aria-label={t("fetch.result.counting")} /> : null}
        {!askable && !reading ? <span className="quiet">{t("fetch.result.unfinished")}</span> : null}
        <span className={css.grow} />
        {askable && found && found.found > 0 ? <ExportList list={{ kind: "fetched", query: askable }} what={t("fetch.title")} size="xs" /> : null}
      </div>
      {slow ? (
        <div className={css.slow} role="status">
          {t("fetch.result.slow")}
          <Button size="compact-xs" variant="default" onClick={() => void refetch()} data-testid="fetch-count-again">
            {t("common.retry")}
          </Button>
        </div>
      ) : null}
      {failed ? (
        <div className={css.failed}>
          <ErrorNote error={failed} onRetry={() => void refetch()} />
        </div>
      ) : null}
      {found && found.found === 0 && !old ? <Empty title={t("fetch.result.none")}>{t("fetch.result.noneHint")}</Empty> : null}
      {found && found.rows.length > 0 ? <Rows rows={found.rows} old={old} hasVehicle={about === "vehicles"} /> : null}
    </Panel>
  );
}

function sum(t: Words, about: FetchAbout, found: FetchFound): string {
  if (about === "customers") return t("fetch.result.customers", { count: found.found, n: count(found.found) });
  const vehicles = t("fetch.result.vehicles", { count: found.found, n: count(found.found) });
  return t("fetch.result.of", { count: found.customers, vehicles, n: count(found.customers) });
}

const Rows = memo(function Rows({ rows, old, hasVehicle }: { rows: FetchRow[]; old: boolean; hasVehicle: boolean }) {
  const t = useWords();
  const zone = useZone();
  return (
    <div className={css.rows} tabIndex={0} role="region" aria-label={t("fetch.result.list")} data-old={old || undefined}>
      <Table stickyHeader highlightOnHover horizontalSpacing="xs" verticalSpacing={4} aria-label={t("fetch.result.list")}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t("fetch.result.columns.name")}</Table.Th>
            <Table.Th className="number">{t("fetch.result.columns.number")}</Table.Th>
            <Table.Th>{t("fetch.result.columns.city")}</Table.Th>
            {hasVehicle ? <Table.Th>{t("fetch.result.columns.vehicle")}</Table.Th> : null}
            <Table.Th className="number">{t("fetch.result.columns.lastRo")}</Table.Th>
            <Table.Th className="number">{t("fetch.result.columns.lastContact")}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((row) => (
            <Table.Tr key={`${row.customer}-${row.vehicle ?? 0}`} data-testid={`fetch-row-${row.customer}`}>
              <Table.Td className={css.name}>
                <Link to={`/customers/${row.customer}`}>{row.name}</Link>
              </Table.Td>
              <Table.Td className="number">{row.customer_number}</Table.Td>
              <Table.Td>{row.city ?? "–"}</Table.Td>
              {hasVehicle ? (
                <Table.Td>
                  {row.vehicle_title ?? "–"}
                  <div className="quiet small figures nowrap">{row.vin}</div>
                </Table.Td>
              ) : null}
              <Table.Td className="number">{date(row.last_ro_on)}</Table.Td>
              <Table.Td className="number">{row.last_contact_at ? day(row.last_contact_at, zone) : t("common.never")}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
});

function useSlow(busy: boolean): boolean {
  const [slow, setSlow] = useState(false);
  useEffect(() => {
    if (!busy) return;
    const later = setTimeout(() => setSlow(true), SLOW_AFTER_MS);
    return () => {
      clearTimeout(later);
      setSlow(false);
    };
  }, [busy]);
  return slow;
}
