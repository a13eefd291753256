import { Table, UnstyledButton } from "@mantine/core";
import { IconCheck, IconX } from "@tabler/icons-react";
import { useRef, useState, type KeyboardEvent } from "react";

import { AskReason } from "../../components/AskReason";
import { Panel } from "../../components/Panel";
import { useAct, useAsk, type CustomerDto, type GridColumn, type TypeStandingDto, type VehicleDto } from "../../ipc";
import { attempt } from "../../lib/acts";
import { useNow, useZone } from "../../lib/clock";
import { count, date, dateNear, isoDay } from "../../lib/format";
import { useWords } from "../../words/i18n";
import css from "./Customers.module.css";
import { COLUMNS, useCellWords, type Column } from "./cell";

type Place = { row: number; column: number };

/** One row per VIN, green check or red X per contact type; a click or Enter switches. */
export function Vehicles({ customer }: { customer: CustomerDto }) {
  const t = useWords();
  const { vehicles } = customer;
  const [place, setPlace] = useState<Place>({ row: 0, column: 0 });
  const [chosen, setChosen] = useState(false);
  const [asking, setAsking] = useState<Place | null>(null);
  const grid = useRef<HTMLTableElement>(null);
  const turnOn = useAct("vehicle_turn_on");
  const words = useCellWords();

  const move = (event: KeyboardEvent): void => {
    const by: Record<string, [number, number]> = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1], Home: [0, -COLUMNS.length], End: [0, COLUMNS.length] };
    const step = by[event.key];
    if (!step) return;
    event.preventDefault();
    const within = (value: number, length: number): number => Math.min(length - 1, Math.max(0, value));
    const next = { row: within(place.row + step[0], vehicles.length), column: within(place.column + step[1], COLUMNS.length) };
    grid.current?.querySelector<HTMLElement>(`[data-cell="${next.row}-${next.column}"]`)?.focus();
  };
  const toggle = (at: Place): void => {
    const vehicle = vehicles[at.row];
    const column = COLUMNS[at.column];
    if (!vehicle || !column) return;
    if (vehicle.is_moved || (column !== "owns" && !vehicle.owned)) return;
    if (words.isOn(vehicle, column)) setAsking(at);
    else void attempt(() => turnOn.mutateAsync({ customer: customer.id, vehicle: vehicle.id, column: columnOf(column) }));
  };
  const seen = vehicles[place.row];
  const seenColumn = COLUMNS[place.column] ?? "owns";
  return (
    <Panel title={t("customers.vehicles.title")} flush className={css.below} testId="vehicles">
      {vehicles.length === 0 ? (
        <div className="quiet" style={{ padding: "0 16px 16px" }}>
          {t("customers.vehicles.none")}
        </div>
      ) : (
        <>
          <Table.ScrollContainer minWidth={1010} type="native">
            <Table ref={grid} className={css.turn} horizontalSpacing={2} verticalSpacing={2} role="grid" aria-label={t("customers.vehicles.title")} onKeyDown={move}>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th pl={16}>{t("customers.vehicles.vehicle")}</Table.Th>
                  {COLUMNS.map((column) => (
                    <Table.Th key={column}>{column === "owns" ? t("customers.vehicles.owns") : <span title={t(`contactType.${column}`)}>{t(`contactTypeShort.${column}`)}</span>}</Table.Th>
                  ))}
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {vehicles.map((vehicle, row) => (
                  <Table.Tr key={vehicle.id} data-testid={`vehicle-${vehicle.id}`}>
                    <Table.Th scope="row" pl={16} style={{ minWidth: 210, fontWeight: 400 }}>
                      <Facts vehicle={vehicle} />
                    </Table.Th>
                    {COLUMNS.map((column, at) => (
                      <Table.Td key={column} role="gridcell">
                        <Cell
                          vehicle={vehicle}
                          column={column}
                          cell={`${row}-${at}`}
                          isStop={place.row === row && place.column === at}
                          isShown={chosen && place.row === row && place.column === at}
                          onFocus={() => {
                            setPlace({ row, column: at });
                            setChosen(true);
                          }}
                          onToggle={() => toggle({ row, column: at })}
                        />
                      </Table.Td>
                    ))}
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </Table.ScrollContainer>
          <div className={css.detail} data-testid="cell-detail">
            {chosen && seen ? (
              <>
                <b>{words.name(seen, seenColumn)}</b> <span className="quiet">{words.act(seen, seenColumn)}</span>
              </>
            ) : (
              <span className="quiet">{t("customers.vehicles.hint")}</span>
            )}
          </div>
        </>
      )}
      <Without types={customer.without_vehicle} />
      {asking ? <TurnOff customer={customer} vehicle={vehicles[asking.row]} column={COLUMNS[asking.column]} onClose={() => setAsking(null)} /> : null}
    </Panel>
  );
}

function columnOf(column: Column): GridColumn {
  return column === "owns" ? { kind: "owns" } : { kind: "contact_type", contact_type: column };
}

function Facts({ vehicle }: { vehicle: VehicleDto }) {
  const t = useWords();
  const words = useCellWords();
  const facts = [
    vehicle.vin,
    vehicle.odometer === null ? null : count(vehicle.odometer),
    vehicle.owned ? null : vehicle.owns_off ? words.off(vehicle.owns_off) : t("customers.vehicles.notOwned"),
    vehicle.last_ro_on ? t("customers.vehicles.lastRo", { on: date(vehicle.last_ro_on) }) : null,
    vehicle.next_appointment_on ? t("customers.vehicles.appointment", { on: date(vehicle.next_appointment_on) }) : null,
  ].filter(Boolean);
  return (
    <>
      <div style={{ fontWeight: 500, opacity: vehicle.owned ? 1 : 0.75 }}>{vehicle.title}</div>
      <div className="quiet small">{facts.join(" · ")}</div>
    </>
  );
}

type CellProps = { vehicle: VehicleDto; column: Column; cell: string; isStop: boolean; isShown: boolean; onFocus: () => void; onToggle: () => void };

function Cell({ vehicle, column, cell, isStop, isShown, onFocus, onToggle }: CellProps) {
  const t = useWords();
  const zone = useZone();
  const now = useNow(60_000);
  const words = useCellWords();
  const on = words.isOn(vehicle, column);
  const type = words.type(vehicle, column);
  const returns = on && type?.returns_on ? dateNear(type.returns_on, now === null ? null : isoDay(now, zone)) : null;
  return (
    <UnstyledButton
      className={css.cell}
      role="switch"
      aria-checked={on}
      aria-disabled={vehicle.is_moved || (column !== "owns" && !vehicle.owned) ? true : undefined}
      aria-label={words.name(vehicle, column)}
      data-cell={cell}
      data-shown={isShown || undefined}
      tabIndex={isStop ? 0 : -1}
      onFocus={onFocus}
      onClick={onToggle}
      data-testid={`cell-${vehicle.id}-${column}`}
    >
      {on ? <IconCheck size={17} color="var(--vd-good)" aria-hidden /> : <IconX size={17} color="var(--mantine-color-red-6)" opacity={vehicle.owned || column === "owns" ? 1 : 0.55} aria-hidden />}
      <span className={css.cellNote} data-due={on && type?.due ? true : undefined}>
        {on && type?.due ? t("customers.vehicles.due") : returns}
      </span>
    </UnstyledButton>
  );
}

/** Events that name no vehicle: then the file is the customer. */
function Without({ types }: { types: TypeStandingDto[] }) {
  const t = useWords();
  if (types.length === 0) return null;
  const said = types.map((type) => {
    const name = t(`contactType.${type.contact_type}`);
    return type.returns_on ? t("customers.vehicles.withoutOut", { type: name, on: date(type.returns_on) }) : t("customers.vehicles.withoutDue", { type: name });
  });
  return (
    <div className="small" style={{ padding: "0 16px 12px" }} data-testid="without-vehicle">
      <span className="quiet">{t("customers.vehicles.without")}</span> {said.join(" · ")}
    </div>
  );
}

type TurnOffProps = { customer: CustomerDto; vehicle: VehicleDto | undefined; column: Column | undefined; onClose: () => void };

function TurnOff({ customer, vehicle, column, onClose }: TurnOffProps) {
  const t = useWords();
  const act = useAct("vehicle_turn_off");
  const usual = useAsk("turn_off_reasons", {});
  if (!vehicle || !column) return null;
  const owns = column === "owns";
  const own = (owns ? usual.data?.owns : usual.data?.contact_types) ?? [];
  const standard: readonly string[] = owns ? t("customers.vehicles.ownsReasons", { returnObjects: true }) : t("customers.vehicles.reasons", { returnObjects: true });
  return (
    <AskReason
      title={owns ? t("customers.vehicles.turnOff.ownsTitle", { name: customer.name, vehicle: vehicle.title }) : t("customers.vehicles.turnOff.title", { column: t(`contactType.${column}`), vehicle: vehicle.title })}
      yes={owns ? t("customers.vehicles.turnOff.ownsYes") : t("customers.vehicles.turnOff.yes")}
      usual={[...new Set([...own, ...standard])].slice(0, 8)}
      onClose={onClose}
      onYes={(reason) => act.mutateAsync({ customer: customer.id, vehicle: vehicle.id, column: columnOf(column), reason })}
    >
      {owns ? t("customers.vehicles.turnOff.ownsBody") : t("customers.vehicles.turnOff.body")}
    </AskReason>
  );
}

export function Mark({ on, label }: { on: boolean; label: string }) {
  return (
    <span role="img" aria-label={label} title={label} style={{ display: "inline-flex", verticalAlign: "middle" }}>
      {on ? <IconCheck size={17} color="var(--vd-good)" aria-hidden /> : <IconX size={17} color="var(--mantine-color-red-6)" aria-hidden />}
    </span>
  );
}
