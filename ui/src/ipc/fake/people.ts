// A believable store: names, numbers and cars that are always the same.
import type { ContactType, CustomerDto, PhoneDto, TypeStandingDto, VehicleDto } from "../bindings";
import { countsOf } from "./onFile";

const NAMES = [
  "Marie Tremblay", "Omar Haddad", "D’Arcy Van-der-Berg", "Chloé St-Pierre", "Wei Chen", "Fatima Rossi", "Liam MacDonald",
  "Ana García", "Emma Singh", "Zoë Côté", "Søren Müller", "Fatima Khan", "Sean O’Brien", "Jean Lévesque", "Priya Patel",
  "Maximiliana Featherstonehaugh-Konstantinopoulos", "Noah Lavoie", "Olivia Brown", "Ahmed Farouk", "Grace Kim",
  "Lucas Gagnon", "Isla Campbell", "Mateo Fernández", "Yuki Tanaka", "Northgate Courier Ltd.", "Amara Okafor",
  "Benoît Pelletier", "Charlotte Roy", "Daniel Nguyen", "Éloïse Bouchard", "Farid Rahimi", "Gabriela Souza", "Henry Walker",
  "Ingrid Larsen", "Jamal Williams", "Katarzyna Nowak", "Léa Fortin", "Mohamed Ali", "Nadia Petrova", "Oscar Lindqvist",
];
const CARS = ["Honda CR-V", "Honda Civic", "Honda Pilot", "Honda Fit", "Honda HR-V", "Honda Odyssey", "Honda Accord", "Honda Ridgeline"];
const AREAS = ["416", "647", "905", "437"];
const CITIES = ["Toronto", "Markham", "Vaughan", "Richmond Hill", "Thornhill"];

export const PEOPLE = 240;

function pad(value: number, length: number): string {
  return String(value).padStart(length, "0");
}

export function nameOf(id: number): string {
  const name = NAMES[(id - 1) % NAMES.length] ?? "";
  const round = Math.floor((id - 1) / NAMES.length);
  return round === 0 ? name : `${name} ${"ABCDEF"[round - 1] ?? round}.`;
}

export function cellOf(id: number): string {
  return `+1${AREAS[id % 4]}555${pad(100 + id, 4)}`;
}

export function homeOf(id: number): string {
  return `+1905555${pad(1000 + id, 4)}`;
}

export function carOf(id: number): string {
  return `${2012 + (id % 11)} ${CARS[id % CARS.length]}`;
}

export function kindOf(id: number): "cell" | "home" {
  return id % 7 === 3 ? "home" : "cell";
}

export function numberOf(id: number): string {
  return kindOf(id) === "home" ? homeOf(id) : cellOf(id);
}

function phone(part: Partial<PhoneDto> & Pick<PhoneDto, "kind">): PhoneDto {
  return {
    typed: "", number: null, fault: null, until_on: null, strikes: 0, red_mark: false, rests_until_on: null,
    opted_out: null, switched_off: null, used_first: false, locked: false, ...part,
  };
}

function phonesOf(id: number): PhoneDto[] {
  const cellFirst = kindOf(id) === "cell";
  const blocked = id % 11 === 7;
  return [
    cellFirst
      ? phone({
          kind: "cell", typed: cellOf(id).slice(2), number: cellOf(id), used_first: !blocked, strikes: blocked ? 1 : 0,
          fault: blocked ? "blocked_until" : null, until_on: blocked ? "2026-12-05" : null,
        })
      : phone({ kind: "cell", typed: "", fault: "empty" }),
    phone({
      kind: "home", typed: homeOf(id).slice(2), number: homeOf(id), used_first: !cellFirst || blocked, strikes: id % 5 === 1 ? 2 : 0,
      red_mark: id % 13 === 4, rests_until_on: id % 13 === 4 ? "2026-11-28" : null,
    }),
    phone({ kind: "work", typed: "416-555-0100 x12", number: "+14165550100", fault: "extension" }),
  ];
}

const TYPES: ContactType[] = ["maintenance", "confirm", "no_show", "service_follow_up", "special_order_parts", "recall", "mvi", "declined_work", "sales", "unsold", "marketing", "fetch_automation"];

function typesOf(part: Partial<Record<ContactType, Partial<TypeStandingDto>>>): TypeStandingDto[] {
  return TYPES.map((contact_type) => ({ contact_type, off: null, due: false, returns_on: null, ...part[contact_type] }));
}

function vehiclesOf(id: number): VehicleDto[] {
  const first: VehicleDto = {
    id: id * 10, vin: `2HKRW2H5${pad(id, 9)}`, title: carOf(id), odometer: 41_000 + id * 610, owned: true, is_moved: false,
    last_ro_on: "2025-07-14", purchased_on: "2019-03-02", next_appointment_on: id % 9 === 4 ? "2026-12-02" : null,
    owns_off: null,
    types: typesOf({
      maintenance: id % 4 === 0 ? { returns_on: "2026-12-01" } : { due: true },
      recall: id % 5 === 1 ? { due: true } : {},
      service_follow_up: id % 3 === 1 ? { returns_on: "2026-12-05" } : {},
      marketing: id % 6 === 1 || id % 6 === 2 ? { off: { reason: "Asked for service calls only", at: "2026-03-04T15:10:00Z", by: "R. Marsh" } } : {},
    }),
  };
  if (id % 3 !== 1) return [first];
  return [
    first,
    {
      ...first, id: id * 10 + 1, vin: `19XFB2F5${pad(id, 9)}`, title: "2012 Honda Civic", owned: false, odometer: 188_400,
      last_ro_on: "2018-12-11", purchased_on: "2012-05-20", types: typesOf({}), next_appointment_on: null,
      owns_off: { reason: "Traded", at: "2019-03-04T16:00:00Z", by: "A. Snyder" },
    },
  ];
}

export function personOf(id: number): CustomerDto {
  const name = nameOf(id);
  const [first, ...rest] = name.split(" ");
  const fleet = name.endsWith("Ltd.");
  return {
    id, customer_number: String(100_000 + id), name, first_name: fleet ? null : (first ?? null), last_name: fleet ? null : rest.join(" "),
    company: fleet ? name : null, email: id % 2 ? `customer${id}@example.com` : null, address: `${id} Yonge Street`,
    city: CITIES[id % CITIES.length] ?? null, region: "ON", postal_code: "M4B 1B3", language: id % 5 === 4 ? "fr" : "en",
    customer_type: fleet ? "fleet" : "retail", day_preference: id % 4 === 0 ? "late_day" : id % 4 === 1 ? "day" : null,
    voice_off: null, voice_switch: null, hold: null, complaint: null, settled_complaints: [],
    without_vehicle: id % 8 === 1 ? [{ contact_type: "service_follow_up", off: null, due: true, returns_on: null }] : [], on_file: countsOf(id),
    taken_by: null, stars: id % 7 === 0 ? null : id % 6, held: null, phones: phonesOf(id), vehicles: vehiclesOf(id), why_calling: [],
    may_have_heard_at: null, impossible: false, last_contact_at: id % 3 === 0 ? null : "2024-01-14T20:20:00Z",
  };
}
