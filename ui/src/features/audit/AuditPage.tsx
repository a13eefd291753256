import { Button, Table } from "@mantine/core";
import { IconHistory } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";

import { ErrorNote } from "../../components/Errors";
import { ExportList } from "../../components/Export";
import { Empty, PageHead, Panel } from "../../components/Panel";
import { call, type AppError, type AuditPage as Page } from "../../ipc";
import { useZone } from "../../lib/clock";
import { day, timeExact } from "../../lib/format";
import { useWords } from "../../words/i18n";

/** Who changed what, newest first (P11). */
export function AuditPage() {
  const t = useWords();
  const zone = useZone();
  const pages = useInfiniteQuery<Page, AppError>({
    queryKey: ["audit_page"],
    queryFn: ({ pageParam }) => call("audit_page", { before: pageParam as number | null }),
    initialPageParam: null,
    getNextPageParam: (last) => last.before ?? undefined,
  });
  const rows = pages.data?.pages.flatMap((page) => page.rows) ?? [];
  return (
    <>
      <PageHead title={t("admin.audit.title")}>
        <span className="quiet">{t("admin.audit.subtitle")}</span>
        {rows.length > 0 ? <ExportList list={{ kind: "audit" }} what={t("admin.audit.title")} /> : null}
      </PageHead>
      <Panel label={t("admin.audit.title")} flush>
        {pages.error ? <ErrorNote error={pages.error} onRetry={() => void pages.refetch()} /> : null}
        {pages.data && rows.length === 0 ? (
          <Empty icon={<IconHistory size={32} stroke={1.3} aria-hidden />} title={t("admin.audit.empty")}>
            {t("admin.audit.emptyHint")}
          </Empty>
        ) : (
          <Table.ScrollContainer minWidth={720} type="native">
            <Table horizontalSpacing={16} aria-label={t("admin.audit.title")}>
              <Table.Thead>
                <Table.Tr>
                  {(["at", "who", "what", "old", "new"] as const).map((column) => (
                    <Table.Th key={column}>{t(`admin.audit.${column}`)}</Table.Th>
                  ))}
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {rows.map((row) => (
                  <Table.Tr key={row.id}>
                    <Table.Td className="figures nowrap">
                      {day(row.at, zone)} {timeExact(row.at, zone)}
                    </Table.Td>
                    <Table.Td className="nowrap">{row.who}</Table.Td>
                    <Table.Td style={{ overflowWrap: "anywhere" }}>{row.what}</Table.Td>
                    <Table.Td className="quiet" style={{ overflowWrap: "anywhere" }}>
                      {row.old ?? "–"}
                    </Table.Td>
                    <Table.Td style={{ overflowWrap: "anywhere" }}>{row.new ?? "–"}</Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </Table.ScrollContainer>
        )}
        {pages.hasNextPage ? (
          <div style={{ padding: 12, textAlign: "center" }}>
            <Button variant="light" size="xs" loading={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
              {t("common.more")}
            </Button>
          </div>
        ) : null}
      </Panel>
    </>
  );
}
