import { Badge } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useCallback } from "react";

import { ErrorNote } from "../../components/Errors";
import { Link, Panel } from "../../components/Panel";
import { Result } from "../../components/Result";
import { VirtualRows } from "../../components/VirtualRows";
import { call, type AppError, type RunId, type RunTargets, type TargetRow } from "../../ipc";
import { useZone } from "../../lib/clock";
import { phone, seconds, timeExact } from "../../lib/format";
import { navigate } from "../../lib/router";
import { useWords } from "../../words/i18n";
import css from "./Reports.module.css";
import { laterWords, tookMs } from "./words";

const ROW_HEIGHT = 34;

/** Every customer of the run, page by page as the list is scrolled. */
export function Targets({ run, total }: { run: RunId; total: number }) {
  const t = useWords();
  const pages = useInfiniteQuery<RunTargets, AppError>({
    queryKey: ["run_targets", run],
    queryFn: ({ pageParam }) => call("run_targets", { run, after: pageParam as number | null }),
    initialPageParam: null,
    getNextPageParam: (last) => last.after ?? undefined,
  });
  const rows = pages.data?.pages.flatMap((page) => page.targets) ?? [];
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = pages;
  const more = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);
  return (
    <Panel label={t("reports.targets")} flush className={`${css.targets} no-print`}>
      {pages.error ? <ErrorNote error={pages.error} onRetry={() => void pages.refetch()} /> : null}
      {pages.data && rows.length === 0 ? (
        <div className="quiet" style={{ padding: 16 }}>
          {t("reports.noTargets")}
        </div>
      ) : (
        <VirtualRows
          rows={rows}
          rowHeight={ROW_HEIGHT}
          keyOf={(row) => row.target}
          label={t("reports.targets")}
          total={total}
          onNearEnd={more}
          testId="targets"
          head={
            <div className={`${css.grid} ${css.headRow}`} role="row">
              {(["position", "customer", "number", "sent", "took", "result", "follows"] as const).map((column) => (
                <span key={column} role="columnheader" className={column === "position" || column === "took" ? "number" : undefined}>
                  {t(`reports.t.${column}`)}
                </span>
              ))}
            </div>
          }
        >
          {(row) => <Row row={row} />}
        </VirtualRows>
      )}
    </Panel>
  );
}

function Row({ row }: { row: TargetRow }) {
  const t = useWords();
  const zone = useZone();
  const why = row.reason ? [t(`reason.${row.reason}`), row.detail].filter(Boolean).join(": ") : row.detail;
  const follows = [laterWords(row, t), why, row.follows, row.is_late ? t("reports.lateMark") : null].filter(Boolean).join(" · ");
  return (
    <div className={`${css.grid} ${css.row}`} role="row" aria-rowindex={row.position} onDoubleClick={() => navigate(`/customers/${row.customer}`)} data-testid={`target-${row.position}`}>
      <span role="cell" className="number quiet">
        {row.position}
      </span>
      <span role="cell" className="clip" title={row.name}>
        <Link to={`/customers/${row.customer}`}>{row.name}</Link>
      </span>
      <span role="cell" className="nowrap figures">
        {row.kind ? <span className="quiet">{t(`phoneKindSmall.${row.kind}`)} </span> : null}
        {phone(row.number)}
      </span>
      <span role="cell" className="figures">
        {row.sent_at ? timeExact(row.sent_at, zone) : "–"}
      </span>
      <span role="cell" className="number">
        {seconds(tookMs(row))}
      </span>
      <span role="cell">
        <State row={row} />
      </span>
      <span role="cell" className="clip" title={follows}>
        {follows}
      </span>
    </div>
  );
}

function State({ row }: { row: TargetRow }) {
  const t = useWords();
  if (row.disposition) return <Result disposition={row.disposition} />;
  if (row.state === "in_progress") return <Result disposition={null} />;
  if (row.state === "unknown") return <Result disposition={null} unknown />;
  return <Badge color="gray">{t(`targetState.${row.state}`)}</Badge>;
}
