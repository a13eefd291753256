import { Table } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";

import { Panel } from "../../components/Panel";
import type { ContactType, DataAsOf, DataSource } from "../../ipc";
import { useNow, useZone } from "../../lib/clock";
import { asOf } from "../../lib/format";
import { useWords } from "../../words/i18n";

type Fact = { days: number | null; types: ContactType[] };

/** How old each may grow, and what does not start without it. The judgement itself is the host's. */
const FACTS: Record<DataSource, Fact> = {
  customers: { days: 3, types: ["maintenance", "marketing", "fetch_automation"] },
  appointment: { days: null, types: ["confirm", "no_show"] },
  repair_order: { days: 3, types: ["service_follow_up"] },
  parts_order: { days: 7, types: ["special_order_parts"] },
  recall: { days: 7, types: ["recall"] },
  inspection: { days: 7, types: ["mvi"] },
  declined_work: { days: 7, types: ["declined_work"] },
  deal: { days: 7, types: ["sales"] },
  traffic_entry: { days: null, types: ["unsold"] },
  list_entry: { days: 7, types: [] },
};

/** Every source with its age (P15). */
export function Sources({ of }: { of: DataAsOf[] }) {
  const t = useWords();
  return (
    <Panel title={t("imports.sources.title")} right={<span className="quiet small">{t("imports.sources.hint")}</span>} flush testId="import-sources">
      <Table.ScrollContainer minWidth={640} type="native">
        <Table horizontalSpacing={16} verticalSpacing={5} aria-label={t("imports.sources.title")}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t("imports.sources.source")}</Table.Th>
              <Table.Th>{t("imports.sources.at")}</Table.Th>
              <Table.Th>{t("imports.sources.needed")}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {of.map((one) => (
              <Table.Tr key={one.source} data-testid={`source-${one.source}`}>
                <Table.Td fw={500}>{t(`source.${one.source}`)}</Table.Td>
                <Table.Td className="figures">
                  <Age of={one} />
                </Table.Td>
                <Table.Td className="quiet">{FACTS[one.source].types.map((type) => t(`contactType.${type}`)).join(", ") || "–"}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </Panel>
  );
}

function Age({ of }: { of: DataAsOf }) {
  const t = useWords();
  const zone = useZone();
  const now = useNow(60_000);
  if (of.is_sample) return <>{t("imports.sources.sample")}</>;
  // What nobody ever took in is no fault: the store may have no use for it.
  if (of.at === null) return <span className="quiet">{t("imports.sources.never")}</span>;
  if (!of.is_too_old) return <>{asOf(of.at, zone, now)}</>;
  const { days } = FACTS[of.source];
  const limit = days === null ? t("imports.sources.limit.today") : t("imports.sources.limit.days", { n: days });
  return (
    <span style={{ color: "var(--vd-amber)" }} data-old>
      <IconAlertTriangle size={14} aria-hidden style={{ verticalAlign: -2 }} /> {asOf(of.at, zone, now)}: {t("imports.sources.old")} ({limit})
    </span>
  );
}
