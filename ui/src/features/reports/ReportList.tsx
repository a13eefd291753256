import { Badge, Button, Table } from "@mantine/core";
import { IconReportAnalytics } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";

import { ErrorNote } from "../../components/Errors";
import { ExportList } from "../../components/Export";
import { Empty, Link, PageHead, Panel } from "../../components/Panel";
import { call, type AppError, type ReportHead, type ReportList as Page, type RunId } from "../../ipc";
import { useZone } from "../../lib/clock";
import { count, date, duration, timeExact } from "../../lib/format";
import { navigate } from "../../lib/router";
import { useWords } from "../../words/i18n";
import { stateColour } from "./state";

export function ReportList() {
  const t = useWords();
  const pages = useInfiniteQuery<Page, AppError>({
    queryKey: ["report_list"],
    queryFn: ({ pageParam }) => call("report_list", { before: pageParam as RunId | null }),
    initialPageParam: null,
    getNextPageParam: (last) => last.before ?? undefined,
  });
  const runs = pages.data?.pages.flatMap((page) => page.runs) ?? [];
  return (
    <>
      <PageHead title={t("reports.title")}>{runs.length > 0 ? <ExportList list={{ kind: "runs" }} what={t("reports.title")} /> : null}</PageHead>
      <Panel label={t("reports.title")} flush>
        {pages.error ? <ErrorNote error={pages.error} onRetry={() => void pages.refetch()} /> : null}
        {pages.data && runs.length === 0 ? (
          <Empty icon={<IconReportAnalytics size={32} stroke={1.3} aria-hidden />} title={t("reports.empty")} action={<Button variant="light" onClick={() => navigate("/campaigns")}>{t("today.toCampaigns")}</Button>}>
            {t("reports.emptyHint")}
          </Empty>
        ) : (
          <Table.ScrollContainer minWidth={700} type="native">
            <Table highlightOnHover aria-label={t("reports.title")} horizontalSpacing={12}>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>{t("reports.columns.on")}</Table.Th>
                  <Table.Th>{t("reports.columns.campaign")}</Table.Th>
                  <Table.Th>{t("reports.columns.state")}</Table.Th>
                  <Table.Th className="number">{t("reports.columns.started")}</Table.Th>
                  <Table.Th className="number">{t("reports.columns.took")}</Table.Th>
                  <Table.Th className="number">{t("reports.columns.delivered")}</Table.Th>
                  <Table.Th className="number">{t("reports.columns.failed")}</Table.Th>
                  <Table.Th className="number">{t("reports.columns.chosen")}</Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {runs.map((run) => (
                  <Row key={run.run} run={run} />
                ))}
              </Table.Tbody>
            </Table>
          </Table.ScrollContainer>
        )}
        {pages.hasNextPage ? (
          <div style={{ padding: 12, textAlign: "center" }}>
            <Button variant="light" size="xs" loading={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
              {t("reports.more")}
            </Button>
          </div>
        ) : null}
      </Panel>
    </>
  );
}

function Row({ run }: { run: ReportHead }) {
  const t = useWords();
  const zone = useZone();
  const why = run.skip ? t(`runSkip.${run.skip}`) : run.note;
  return (
    <Table.Tr onDoubleClick={() => navigate(`/reports/${run.run}`)} data-testid={`report-${run.run}`}>
      <Table.Td className="nowrap figures">{date(run.on)}</Table.Td>
      <Table.Td>
        <Link to={`/reports/${run.run}`}>{run.campaign_name}</Link>
        <span className="quiet">
          {" "}
          · {t(`contactType.${run.contact_type}`)}
          {run.sequence > 1 ? ` · ${t("reports.again", { n: run.sequence })}` : ""}
        </span>
        {why ? <div className="quiet small">{why}</div> : null}
      </Table.Td>
      <Table.Td>
        <Badge color={stateColour(run.state)} miw="max-content">{t(`runState.${run.state}`)}</Badge>
      </Table.Td>
      <Table.Td className="number">{run.started_at ? timeExact(run.started_at, zone) : "–"}</Table.Td>
      <Table.Td className="number">{duration(run.duration_ms)}</Table.Td>
      <Table.Td className="number">{count(run.counts.delivered)}</Table.Td>
      <Table.Td className="number">{count(run.counts.failed)}</Table.Td>
      <Table.Td className="number">{count(run.counts.chosen)}</Table.Td>
    </Table.Tr>
  );
}
