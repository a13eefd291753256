// House accounts and when the contact types are due.
import type { Handlers } from ".";
import type { DueSettings, HouseAccountDto } from "../bindings";
import { at, refuse, type FakeState } from "./state";

export const DUE: DueSettings = {
  maintenance_from_months: 3, maintenance_to_months: 18, regulars_months: [4, 14], thin_ice_months: 3, confirm_open_days: [1, 3],
  confirm_early_days: [15, 30], no_show_days: 7, follow_up_days: [3, 15], follow_up_pay: ["customer", "warranty", "internal"], parts_days: 3,
  parts_recycle_days: 30, inspection_days: [30, 60], declined_days: [14, 90],
};

export const HOUSE: HouseAccountDto[] = [
  { customer: 201, name: "Cash Sale", customer_number: "CASH", vehicles: 412, why: ["cash sale", "customer number: cash sale", "412 vehicles on one file"] },
  { customer: 202, name: "Internal Service – Used Car Reconditioning Department", customer_number: "100900", vehicles: 88, why: ["internal"] },
  { customer: 203, name: "Northgate Honda Ltd.", customer_number: "100901", vehicles: 3, why: ["the store’s own name", "(416) 555-0110 is a line of the store"] },
  { customer: 204, name: "Stock", customer_number: "STOCK", vehicles: 61, why: ["stock", "customer number: stock"] },
];

type Names = "house_accounts" | "house_accounts_exclude" | "house_accounts_keep" | "house_accounts_restore" | "contact_types" | "contact_type_effect" | "contact_types_save";

function check(due: DueSettings): void {
  if (due.maintenance_from_months > due.maintenance_to_months) refuse("due.fault", "The trigger starts after it ends. Enter fewer months.", "maintenance_from_months");
  if (due.follow_up_pay.length === 0) refuse("due.fault", "Choose at least one kind of repair order.", "follow_up_pay");
}

export function adminHandlers(state: FakeState): Pick<Handlers, Names> {
  const take = (ids: number[]): HouseAccountDto[] => {
    if (ids.length === 0) refuse("house_accounts.none", "Tick at least one customer.");
    const taken = state.houseAccounts.candidates.filter((row) => ids.includes(row.customer));
    state.houseAccounts = { ...state.houseAccounts, candidates: state.houseAccounts.candidates.filter((row) => !ids.includes(row.customer)) };
    return taken;
  };
  return {
    house_accounts: () => state.houseAccounts,
    house_accounts_exclude: ({ customers }) => {
      const out = take(customers).map(({ customer, name, customer_number, why }) => ({ customer, name, customer_number, reason: why.join(", "), at: at(0), by: "R. Marsh" }));
      state.houseAccounts = { ...state.houseAccounts, excluded: [...out, ...state.houseAccounts.excluded] };
      state.tell("customers");
      return state.houseAccounts;
    },
    house_accounts_keep: ({ customers }) => {
      take(customers);
      state.tell("customers");
      return state.houseAccounts;
    },
    house_accounts_restore: ({ customer, reason }) => {
      if (reason.trim() === "") refuse("customer.reason_empty", "Say why, so that others understand it later.", "reason");
      state.houseAccounts = { ...state.houseAccounts, excluded: state.houseAccounts.excluded.filter((row) => row.customer !== customer) };
      state.tell("customers");
      return state.houseAccounts;
    },
    contact_types: () => ({ due: state.due, defaults: DUE }),
    contact_type_effect: ({ contact_type, due }) => {
      check(due);
      const count = (of: DueSettings): number => (contact_type === "maintenance" ? 12 * (of.maintenance_to_months - of.maintenance_from_months) * 6 + 100 : 40);
      return { before: count(state.due), after: count(due) };
    },
    contact_types_save: ({ due }) => {
      check(due);
      state.due = due;
      state.tell("house", "campaigns", "customers");
      return { due, defaults: DUE };
    },
  };
}
