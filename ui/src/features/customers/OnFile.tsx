import { Button, Skeleton, Table, Tabs } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";

import { ErrorNote } from "../../components/Errors";
import { ExportList } from "../../components/Export";
import { Link, Panel } from "../../components/Panel";
import { call, type AppError, type CustomerId, type EventCursor, type EventsPage, type EventSource, type OnFileDto } from "../../ipc";
import { useZone } from "../../lib/clock";
import { count } from "../../lib/format";
import { useWords } from "../../words/i18n";
import css from "./Customers.module.css";
import { cellsOf } from "./onFileCells";

/** Everything else that is on file of a customer, one tab per source with how much there is. */
export function OnFile({ customer, counts }: { customer: CustomerId; counts: OnFileDto[] }) {
  const t = useWords();
  const [source, setSource] = useState<EventSource>(() => counts.find((row) => row.count > 0)?.source ?? "appointment");
  const has = (counts.find((row) => row.source === source)?.count ?? 0) > 0;
  const name = t(`customers.onFile.source.${source}`);
  return (
    <Panel title={t("customers.onFile.title")} right={has ? <ExportList list={{ kind: "on_file", customer, source }} what={name} size="xs" /> : null} flush className={css.below} testId="on-file">
      <Tabs value={source} onChange={(value) => setSource(value as EventSource)} keepMounted={false}>
        <Tabs.List px={8} aria-label={t("customers.onFile.title")}>
          {counts.map((row) => (
            <Tabs.Tab key={row.source} value={row.source} px={9} data-testid={`on-file-${row.source}`}>
              <span className={row.count === 0 ? "quiet" : undefined}>{t(`customers.onFile.source.${row.source}`)}</span> <span className="quiet figures">{count(row.count)}</span>
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value={source}>
          <Rows key={source} customer={customer} source={source} />
        </Tabs.Panel>
      </Tabs>
    </Panel>
  );
}

function Rows({ customer, source }: { customer: CustomerId; source: EventSource }) {
  const t = useWords();
  const zone = useZone();
  const pages = useInfiniteQuery<EventsPage, AppError>({
    queryKey: ["customer_events", customer, source],
    queryFn: ({ pageParam }) => call("customer_events", { customer, source, before: pageParam as EventCursor | null }),
    initialPageParam: null,
    getNextPageParam: (last) => last.before ?? undefined,
  });
  const rows = pages.data?.pages.flatMap((page) => page.rows) ?? [];
  const head = rows[0] ? cellsOf(rows[0].event, t, zone) : [];
  if (pages.data === undefined) {
    return (
      <div style={{ padding: 16 }} aria-busy={pages.error === null}>
        {pages.error ? <ErrorNote error={pages.error} onRetry={() => void pages.refetch()} /> : <Skeleton height={18} radius="sm" />}
      </div>
    );
  }
  if (rows.length === 0) {
    return (
      <div className="quiet" style={{ padding: 16 }}>
        {t("customers.onFile.empty")} <Link to="/imports">{t("customers.onFile.toImport")}</Link>
      </div>
    );
  }
  return (
    <>
      {pages.error ? <ErrorNote error={pages.error} onRetry={() => void pages.refetch()} /> : null}
      <Table.ScrollContainer minWidth={820} type="native">
        <Table highlightOnHover horizontalSpacing={16} aria-label={t(`customers.onFile.source.${source}`)}>
          <Table.Thead>
            <Table.Tr>
              {head.map((cell, at) => (
                <Table.Th key={cell.name} className={cell.right ? "number" : undefined} pl={at === 0 ? 16 : undefined}>
                  {cell.name}
                </Table.Th>
              ))}
              <Table.Th>{t("customers.onFile.c.vehicle")}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rows.map((row) => (
              <Table.Tr key={row.id} data-testid={`event-${source}-${row.id}`}>
                {cellsOf(row.event, t, zone).map((cell) => (
                  <Table.Td key={cell.name} className={cell.right ? "number" : cell.date ? "nowrap figures" : undefined} style={cell.right || cell.date ? undefined : { overflowWrap: "break-word" }}>
                    {cell.value ?? "–"}
                  </Table.Td>
                ))}
                <Table.Td title={row.vin ?? undefined}>{row.vehicle ?? "–"}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      {pages.hasNextPage ? (
        <div style={{ padding: 12, textAlign: "center" }}>
          <Button variant="light" size="xs" loading={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()} data-testid="on-file-more">
            {t("customers.onFile.more")}
          </Button>
        </div>
      ) : null}
    </>
  );
}
