import { Table } from "@mantine/core";
import { IconCheck, IconX } from "@tabler/icons-react";

import { Panel } from "../../components/Panel";
import type { ContactType, VehicleDto } from "../../ipc";
import { count, date } from "../../lib/format";
import { useWords } from "../../words/i18n";
import css from "./Customers.module.css";

const COLUMNS: ContactType[] = ["maintenance", "service_follow_up", "confirm", "no_show", "special_order_parts", "recall", "mvi", "marketing", "sales"];

/** One row per VIN, green check or red X per contact type. */
export function Vehicles({ vehicles }: { vehicles: VehicleDto[] }) {
  const t = useWords();
  return (
    <Panel title={t("customers.vehicles.title")} flush>
      {vehicles.length === 0 ? (
        <div className="quiet" style={{ padding: "0 16px 16px" }}>
          {t("customers.vehicles.none")}
        </div>
      ) : (
        <Table.ScrollContainer minWidth={640} type="native">
          <Table className={css.turn} horizontalSpacing={6} aria-label={t("customers.vehicles.title")}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th pl={16}>{t("customers.vehicles.vehicle")}</Table.Th>
                <Table.Th>{t("customers.vehicles.owns")}</Table.Th>
                {COLUMNS.map((type) => (
                  <Table.Th key={type}>{t(`contactTypeShort.${type}`)}</Table.Th>
                ))}
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {vehicles.map((vehicle) => (
                <Row key={vehicle.id} vehicle={vehicle} />
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
    </Panel>
  );
}

function Row({ vehicle }: { vehicle: VehicleDto }) {
  const t = useWords();
  const facts = [
    vehicle.vin,
    vehicle.odometer === null ? null : count(vehicle.odometer),
    vehicle.owned ? null : t("customers.vehicles.notOwned"),
    vehicle.last_ro_on ? t("customers.vehicles.lastRo", { on: date(vehicle.last_ro_on) }) : null,
    vehicle.next_appointment_on ? t("customers.vehicles.appointment", { on: date(vehicle.next_appointment_on) }) : null,
    vehicle.returns_on ? t("customers.vehicles.returns", { on: date(vehicle.returns_on) }) : vehicle.due_for_maintenance ? t("customers.vehicles.due") : null,
  ].filter(Boolean);
  return (
    <Table.Tr>
      <Table.Td pl={16} style={{ minWidth: 190 }}>
        <div style={{ fontWeight: 500, opacity: vehicle.owned ? 1 : 0.7 }}>{vehicle.title}</div>
        <div className="quiet small">{facts.join(" · ")}</div>
      </Table.Td>
      <Table.Td>
        <Mark on={vehicle.owned} label={vehicle.owned ? t("customers.vehicles.ownsYes") : t("customers.vehicles.ownsNo")} />
      </Table.Td>
      {COLUMNS.map((type) => {
        const off = vehicle.turned_off.find((row) => row.contact_type === type);
        const name = t(`contactType.${type}`);
        const on = vehicle.owned && !off;
        const label = on ? t("customers.vehicles.on", { type: name }) : off ? t("customers.vehicles.off", { type: name, reason: off.reason }) : t("customers.vehicles.offPlain", { type: name });
        return (
          <Table.Td key={type}>
            <Mark on={on} label={label} />
          </Table.Td>
        );
      })}
    </Table.Tr>
  );
}

export function Mark({ on, label }: { on: boolean; label: string }) {
  return (
    <span role="img" aria-label={label} title={label} style={{ display: "inline-flex", verticalAlign: "middle" }}>
      {on ? <IconCheck size={17} color="var(--vd-good)" aria-hidden /> : <IconX size={17} color="var(--mantine-color-red-6)" aria-hidden />}
    </span>
  );
}
