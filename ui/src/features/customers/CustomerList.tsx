import { Badge, Button, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconFilter, IconUsers } from "@tabler/icons-react";
import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";

import { ErrorNote } from "../../components/Errors";
import { ExportList } from "../../components/Export";
import { Empty, Link, PageHead, Panel } from "../../components/Panel";
import { VirtualRows } from "../../components/VirtualRows";
import { call, useAsk, type AppError, type CustomerHit, type CustomerId, type CustomerListPage } from "../../ipc";
import { useNow, useZone } from "../../lib/clock";
import { count, near } from "../../lib/format";
import { navigate } from "../../lib/router";
import { useWords } from "../../words/i18n";
import css from "./Customers.module.css";

const ROW_HEIGHT = 36;
const SHORTEST = 3;

export function CustomerList() {
  const t = useWords();
  const [text, setText] = useState("");
  const [asked] = useDebouncedValue(text.trim(), 150);
  const narrowed = asked.length >= SHORTEST;
  const found = useAsk("customer_search", { text: asked }, { enabled: narrowed, placeholderData: keepPreviousData });
  const pages = useInfiniteQuery<CustomerListPage, AppError>({
    queryKey: ["customer_list"],
    queryFn: ({ pageParam }) => call("customer_list", { after: pageParam as CustomerId | null }),
    initialPageParam: null,
    getNextPageParam: (last) => last.after ?? undefined,
  });
  const total = pages.data?.pages[0]?.total ?? 0;
  const rows = narrowed ? (found.data?.hits ?? []) : (pages.data?.pages.flatMap((page) => page.customers) ?? []);
  const error = narrowed ? found.error : pages.error;
  return (
    <>
      <PageHead title={t("customers.title")}>
        {pages.data ? <span className="quiet figures">{t("customers.total", { count: total, n: count(total) })}</span> : null}
        <TextInput w={360} maw="100%" leftSection={<IconFilter size={15} aria-hidden />} placeholder={t("customers.filter")} aria-label={t("customers.filter")} value={text} onChange={(event) => setText(event.currentTarget.value)} data-testid="customers-filter" />
        {rows.length > 0 ? <ExportList list={narrowed ? { kind: "found", text: asked } : { kind: "customers" }} what={t("customers.title")} /> : null}
      </PageHead>
      <Panel label={t("customers.title")} flush className={css.list}>
        {error ? <ErrorNote error={error} onRetry={() => void (narrowed ? found.refetch() : pages.refetch())} /> : null}
        {pages.data && total === 0 ? (
          <Empty icon={<IconUsers size={32} stroke={1.3} aria-hidden />} title={t("customers.empty")} action={<Button onClick={() => navigate("/imports")}>{t("customers.toImport")}</Button>}>
            {t("customers.emptyHint")}
          </Empty>
        ) : narrowed && found.data && rows.length === 0 ? (
          <Empty title={t("customers.filterNone", { text: asked })}>{t("shell.search.noneHint")}</Empty>
        ) : (
          <VirtualRows
            rows={rows}
            rowHeight={ROW_HEIGHT}
            keyOf={(row) => row.id}
            label={t("customers.title")}
            total={narrowed ? rows.length : total}
            onNearEnd={() => {
              if (!narrowed && pages.hasNextPage && !pages.isFetchingNextPage) void pages.fetchNextPage();
            }}
            head={
              <div className={`${css.grid} ${css.headRow}`} role="row">
                {(["number", "name", "vehicle", "city", "lastDrop"] as const).map((column) => (
                  <span key={column} role="columnheader">
                    {t(`customers.columns.${column}`)}
                  </span>
                ))}
              </div>
            }
          >
            {(row) => <Row row={row} />}
          </VirtualRows>
        )}
      </Panel>
    </>
  );
}

function Row({ row }: { row: CustomerHit }) {
  const t = useWords();
  const zone = useZone();
  const now = useNow(60_000);
  return (
    <div className={`${css.grid} ${css.row}`} role="row" onDoubleClick={() => navigate(`/customers/${row.id}`)} data-testid={`customer-${row.id}`}>
      <span role="cell" className="quiet figures clip">
        {row.customer_number}
      </span>
      <span role="cell" className="clip" title={row.name}>
        <Link to={`/customers/${row.id}`}>{row.name}</Link>
        {row.matched ? <span className="quiet"> · {row.matched}</span> : null}
      </span>
      <span role="cell" className="clip">
        {row.vehicle}
      </span>
      <span role="cell" className="clip">
        {row.city}
      </span>
      <span role="cell" className="figures">
        {row.drop_in_progress ? <Badge color="blue">{t("common.inProgress")}</Badge> : row.last_drop_at ? near(row.last_drop_at, zone, now) : null}
      </span>
    </div>
  );
}
