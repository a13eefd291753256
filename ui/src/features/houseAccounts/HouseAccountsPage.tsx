import { Button, Checkbox, Group, Table } from "@mantine/core";
import { IconBuildingStore } from "@tabler/icons-react";
import { useState } from "react";

import { AskReason } from "../../components/AskReason";
import { Confirm } from "../../components/Confirm";
import { Answer, tell } from "../../components/Errors";
import { ExportList } from "../../components/Export";
import { Empty, Link, PageHead, Panel } from "../../components/Panel";
import { useAct, useAsk, type ExcludedAccountDto, type HouseAccountDto } from "../../ipc";
import { attempt } from "../../lib/acts";
import { useZone } from "../../lib/clock";
import { count, dayTime } from "../../lib/format";
import { useWords } from "../../words/i18n";

/** Customers who look like accounts of the house: excluded, or called real, by a person. */
export function HouseAccountsPage() {
  const t = useWords();
  const asked = useAsk("house_accounts", {});
  return (
    <>
      <PageHead title={t("admin.houseAccounts.title")}>
        <span className="quiet">{t("admin.houseAccounts.subtitle")}</span>
        {asked.data && asked.data.candidates.length + asked.data.excluded.length > 0 ? <ExportList list={{ kind: "house_accounts" }} what={t("admin.houseAccounts.title")} /> : null}
      </PageHead>
      <Answer query={asked}>
        {({ candidates, excluded }) => (
          <>
            {candidates.length === 0 ? (
              <Panel label={t("admin.houseAccounts.candidates")}>
                <Empty icon={<IconBuildingStore size={32} stroke={1.3} aria-hidden />} title={t("admin.houseAccounts.none")}>
                  {t("admin.houseAccounts.noneHint")}
                </Empty>
              </Panel>
            ) : (
              <Candidates rows={candidates} />
            )}
            <div style={{ height: 12 }} />
            <Excluded rows={excluded} />
          </>
        )}
      </Answer>
    </>
  );
}

function Candidates({ rows }: { rows: HouseAccountDto[] }) {
  const t = useWords();
  const [ticked, setTicked] = useState<ReadonlySet<number>>(new Set());
  const [asking, setAsking] = useState(false);
  const exclude = useAct("house_accounts_exclude");
  const keep = useAct("house_accounts_keep");
  // Whoever was decided elsewhere meanwhile is not ticked any more.
  const picked = rows.map((row) => row.customer).filter((id) => ticked.has(id));
  const tick = (id: number, on: boolean): void => setTicked(new Set(on ? [...picked, id] : picked.filter((other) => other !== id)));
  const all = picked.length === rows.length;
  return (
    <Panel
      title={t("admin.houseAccounts.candidates")}
      right={
        <Group gap="xs">
          <Button
            size="xs"
            variant="default"
            disabled={picked.length === 0}
            loading={keep.isPending}
            onClick={() =>
              void attempt(async () => {
                await keep.mutateAsync({ customers: picked });
                tell(t("admin.houseAccounts.keptDone"));
              })
            }
            data-testid="house-keep"
          >
            {t("admin.houseAccounts.keep", { count: Math.max(1, picked.length) })}
          </Button>
          <Button size="xs" variant="light" color="red" disabled={picked.length === 0} onClick={() => setAsking(true)} data-testid="house-exclude">
            {picked.length === 0 ? t("admin.houseAccounts.excludeYes") : t("admin.houseAccounts.exclude", { count: picked.length })}
          </Button>
        </Group>
      }
      flush
      testId="house-candidates"
    >
      <Table.ScrollContainer minWidth={720} type="native">
        <Table horizontalSpacing={12} highlightOnHover aria-label={t("admin.houseAccounts.candidates")}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th w={44} pl={16}>
                <Checkbox size="xs" aria-label={t("admin.houseAccounts.all")} checked={all} indeterminate={!all && picked.length > 0} onChange={(event) => setTicked(new Set(event.currentTarget.checked ? rows.map((row) => row.customer) : []))} data-testid="house-all" />
              </Table.Th>
              <Table.Th>{t("admin.houseAccounts.name")}</Table.Th>
              <Table.Th>{t("admin.houseAccounts.number")}</Table.Th>
              <Table.Th>{t("admin.houseAccounts.why")}</Table.Th>
              <Table.Th className="number" pr={16}>
                {t("admin.houseAccounts.vehicles")}
              </Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rows.map((row) => (
              <Table.Tr key={row.customer} data-testid={`house-${row.customer}`}>
                <Table.Td pl={16}>
                  <Checkbox size="xs" aria-label={t("admin.houseAccounts.tick", { name: row.name })} checked={ticked.has(row.customer)} onChange={(event) => tick(row.customer, event.currentTarget.checked)} />
                </Table.Td>
                <Table.Td style={{ overflowWrap: "anywhere" }}>
                  <Link to={`/customers/${row.customer}`}>{row.name}</Link>
                </Table.Td>
                <Table.Td className="figures quiet">{row.customer_number}</Table.Td>
                <Table.Td>{row.why.join(" · ")}</Table.Td>
                <Table.Td className="number" pr={16}>
                  {count(row.vehicles)}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      <Confirm
        opened={asking}
        red
        title={t("admin.houseAccounts.excludeTitle", { count: picked.length })}
        yes={t("admin.houseAccounts.excludeYes")}
        onClose={() => setAsking(false)}
        onYes={async () => {
          await exclude.mutateAsync({ customers: picked });
          tell(t("admin.houseAccounts.excludedDone", { count: picked.length }));
        }}
      >
        {t("admin.houseAccounts.excludeBody")}
      </Confirm>
    </Panel>
  );
}

function Excluded({ rows }: { rows: ExcludedAccountDto[] }) {
  const t = useWords();
  const zone = useZone();
  const restore = useAct("house_accounts_restore");
  const [asking, setAsking] = useState<ExcludedAccountDto | null>(null);
  return (
    <Panel title={t("admin.houseAccounts.excluded")} flush testId="house-excluded">
      {rows.length === 0 ? (
        <div className="quiet" style={{ padding: "0 16px 16px" }}>
          {t("admin.houseAccounts.excludedNone")}
        </div>
      ) : (
        <Table.ScrollContainer minWidth={720} type="native">
          <Table horizontalSpacing={16} aria-label={t("admin.houseAccounts.excluded")}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th w="38%">{t("admin.houseAccounts.name")}</Table.Th>
                <Table.Th>{t("admin.houseAccounts.number")}</Table.Th>
                <Table.Th w="34%">{t("admin.houseAccounts.why")}</Table.Th>
                <Table.Th>{t("admin.houseAccounts.at")}</Table.Th>
                <Table.Th aria-label={t("admin.houseAccounts.restore")} />
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {rows.map((row) => (
                <Table.Tr key={row.customer}>
                  <Table.Td style={{ overflowWrap: "anywhere" }}>
                    <Link to={`/customers/${row.customer}`}>{row.name}</Link>
                  </Table.Td>
                  <Table.Td className="figures quiet">{row.customer_number}</Table.Td>
                  <Table.Td>{row.reason}</Table.Td>
                  <Table.Td>
                    <span className="nowrap figures">{dayTime(row.at, zone)}</span>
                    <div className="quiet small">{row.by}</div>
                  </Table.Td>
                  <Table.Td>
                    <Group justify="flex-end">
                      <Button size="xs" variant="default" onClick={() => setAsking(row)} aria-label={t("admin.houseAccounts.restoreName", { name: row.name })} data-testid={`house-restore-${row.customer}`}>
                        {t("admin.houseAccounts.restore")}
                      </Button>
                    </Group>
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
      {asking ? (
        <AskReason
          title={t("admin.houseAccounts.restoreTitle", { name: asking.name })}
          yes={t("admin.houseAccounts.restoreYes")}
          usual={t("admin.houseAccounts.restoreReasons", { returnObjects: true })}
          onClose={() => setAsking(null)}
          onYes={async (reason) => {
            await restore.mutateAsync({ customer: asking.customer, reason });
            tell(t("admin.houseAccounts.restoredDone", { name: asking.name }));
          }}
        >
          {t("admin.houseAccounts.restoreBody")}
        </AskReason>
      ) : null}
    </Panel>
  );
}
