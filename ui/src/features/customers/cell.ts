import type { ContactType, OffDto, TypeStandingDto, VehicleDto } from "../../ipc";
import { useZone } from "../../lib/clock";
import { date, day } from "../../lib/format";
import { useWords } from "../../words/i18n";

export type Column = "owns" | ContactType;

/** In DealerMine's order; what it has no column for stands at the end. */
export const COLUMNS: Column[] = ["owns", "maintenance", "service_follow_up", "confirm", "no_show", "special_order_parts", "recall", "mvi", "declined_work", "marketing", "sales", "unsold", "fetch_automation"];

export type CellWords = {
  isOn: (vehicle: VehicleDto, column: Column) => boolean;
  type: (vehicle: VehicleDto, column: Column) => TypeStandingDto | undefined;
  off: (off: OffDto) => string;
  /** The whole of a cell in one sentence: for the line under the grid, and for who cannot see the check. */
  name: (vehicle: VehicleDto, column: Column) => string;
  /** What switching it would do. */
  act: (vehicle: VehicleDto, column: Column) => string;
};

export function useCellWords(): CellWords {
  const t = useWords();
  const zone = useZone();
  const type: CellWords["type"] = (vehicle, column) => vehicle.types.find((row) => row.contact_type === column);
  const isOn: CellWords["isOn"] = (vehicle, column) => vehicle.owned && (column === "owns" || !type(vehicle, column)?.off);
  const off: CellWords["off"] = ({ reason, at, by }) => (at && by ? t("customers.vehicles.off", { at: day(at, zone), by, reason }) : t("customers.vehicles.offReason", { reason }));
  const state = (vehicle: VehicleDto, column: Column): string => {
    const of = type(vehicle, column);
    if (column === "owns") return vehicle.owned ? t("customers.vehicles.on") : vehicle.owns_off ? off(vehicle.owns_off) : t("customers.vehicles.offPlain");
    if (!vehicle.owned) return t("customers.vehicles.offWithOwns");
    if (of?.off) return off(of.off);
    if (of?.due) return t("customers.vehicles.onDue");
    return of?.returns_on ? t("customers.vehicles.onOut", { on: date(of.returns_on) }) : t("customers.vehicles.on");
  };
  return {
    type,
    isOn,
    off,
    name: (vehicle, column) => t("customers.vehicles.cell", { column: column === "owns" ? t("customers.vehicles.owns") : t(`contactType.${column}`), vehicle: vehicle.title, state: state(vehicle, column) }),
    act: (vehicle, column) => {
      if (vehicle.is_moved) return t("customers.vehicles.moved");
      if (column !== "owns" && !vehicle.owned) return t("customers.vehicles.ownsFirst");
      return isOn(vehicle, column) ? t("customers.vehicles.turnsOff") : t("customers.vehicles.turnsOn");
    },
  };
}
