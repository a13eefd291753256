import { Badge, Button, Table } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";

import { ErrorNote } from "../../components/Errors";
import { ExportList } from "../../components/Export";
import { Panel } from "../../components/Panel";
import { call, type AppError, type ContactId, type CustomerId, type HistoryPage, type HistoryRow } from "../../ipc";
import { useZone } from "../../lib/clock";
import { date, dayTime, isoDay, plainWord, timeExact } from "../../lib/format";
import { useWords } from "../../words/i18n";

/** Contact History, in DealerMine's columns, newest first. */
export function History({ customer }: { customer: CustomerId }) {
  const t = useWords();
  const pages = useInfiniteQuery<HistoryPage, AppError>({
    queryKey: ["customer_history", customer],
    queryFn: ({ pageParam }) => call("customer_history", { customer, before: pageParam as ContactId | null }),
    initialPageParam: null,
    getNextPageParam: (last) => last.before ?? undefined,
  });
  const rows = pages.data?.pages.flatMap((page) => page.rows) ?? [];
  return (
    <Panel title={t("customers.history.title")} right={rows.length > 0 ? <ExportList list={{ kind: "contact_history", customer }} what={t("customers.history.title")} size="xs" /> : null} flush testId="history">
      {pages.error ? <ErrorNote error={pages.error} onRetry={() => void pages.refetch()} /> : null}
      {pages.data && rows.length === 0 ? (
        <div className="quiet" style={{ padding: "0 16px 16px" }}>
          {t("customers.history.empty")}
        </div>
      ) : (
        <Table.ScrollContainer minWidth={860} type="native">
          <Table highlightOnHover aria-label={t("customers.history.title")} horizontalSpacing={16}>
            <Table.Thead>
              <Table.Tr>
                {(["username", "date", "vehicle", "type", "comment", "inOut", "returns"] as const).map((column) => (
                  <Table.Th key={column}>{t(`customers.history.${column}`)}</Table.Th>
                ))}
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {rows.map((row) => (
                <Row key={row.id} row={row} />
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
      {pages.hasNextPage ? (
        <div style={{ padding: 12, textAlign: "center" }}>
          <Button variant="light" size="xs" loading={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
            {t("customers.history.more")}
          </Button>
        </div>
      ) : null}
    </Panel>
  );
}

function Row({ row }: { row: HistoryRow }) {
  const t = useWords();
  const zone = useZone();
  return (
    <Table.Tr data-testid={`contact-${row.id}`}>
      <Table.Td className="nowrap">{row.user_name}</Table.Td>
      <Table.Td className="nowrap figures">
        {dayTime(row.started_at, zone)}
        {row.finished_at && row.finished_at !== row.started_at ? (
          <div className="small quiet">{t("customers.history.finished", { at: finished(row.started_at, row.finished_at, zone) })}</div>
        ) : null}
      </Table.Td>
      <Table.Td>
        <span title={row.vin ?? undefined}>{row.vehicle ?? "–"}</span>
        {row.linked.map((vehicle) => (
          <div key={vehicle.vin} className="small quiet" title={vehicle.vin}>
            {vehicle.title}
          </div>
        ))}
      </Table.Td>
      <Table.Td className="nowrap">{row.contact_type ? t(`contactType.${row.contact_type}`) : "–"}</Table.Td>
      <Table.Td style={{ overflowWrap: "anywhere" }}>
        {row.in_progress ? <Badge color="blue">{t("common.inProgress")}</Badge> : row.comment}
        {row.campaign_name ? <span className="quiet"> · {row.campaign_name}</span> : null}
        {row.message_name ? <div className="small quiet">{t("customers.history.message", { name: row.message_name })}</div> : null}
        {row.sort ? <div className="small quiet">{t("calls.historySort", { sort: t(`calls.sorts.${row.sort}`) })}</div> : null}
        {row.other_result ? <div className="small">{t("common.laterSaid", { word: plainWord(row.other_result) })}</div> : null}
      </Table.Td>
      <Table.Td>{row.inbound ? t("customers.history.in") : t("customers.history.out")}</Table.Td>
      <Table.Td className="nowrap figures">{row.returns_on ? date(row.returns_on) : "–"}</Table.Td>
    </Table.Tr>
  );
}

/** The end of a contact (S7): its exact time, and the day where that is another one. */
function finished(from: string, to: string, zone: string): string {
  return isoDay(from, zone) === isoDay(to, zone) ? timeExact(to, zone) : dayTime(to, zone);
}
