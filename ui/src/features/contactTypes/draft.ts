import type { ContactType, DueSettings, PayType } from "../../ipc";

export const PAYS: PayType[] = ["customer", "warranty", "internal"];

/** Every figure of the settings by one name, and where it lies in the contract. */
const FIGURES = {
  triggerFrom: { of: "maintenance", field: "maintenance_from_months", get: (due: DueSettings) => due.maintenance_from_months },
  triggerTo: { of: "maintenance", field: "maintenance_to_months", get: (due: DueSettings) => due.maintenance_to_months },
  regularsFrom: { of: "maintenance", field: "regulars_months", get: (due: DueSettings) => due.regulars_months[0] },
  regularsTo: { of: "maintenance", field: "regulars_months", get: (due: DueSettings) => due.regulars_months[1] },
  thinIce: { of: "maintenance", field: "thin_ice_months", get: (due: DueSettings) => due.thin_ice_months },
  openFrom: { of: "confirm", field: "confirm_open_days", get: (due: DueSettings) => due.confirm_open_days[0] },
  openTo: { of: "confirm", field: "confirm_open_days", get: (due: DueSettings) => due.confirm_open_days[1] },
  earlyFrom: { of: "confirm", field: "confirm_early_days", get: (due: DueSettings) => due.confirm_early_days[0] },
  earlyTo: { of: "confirm", field: "confirm_early_days", get: (due: DueSettings) => due.confirm_early_days[1] },
  noShow: { of: "no_show", field: "no_show_days", get: (due: DueSettings) => due.no_show_days },
  followFrom: { of: "service_follow_up", field: "follow_up_days", get: (due: DueSettings) => due.follow_up_days[0] },
  followTo: { of: "service_follow_up", field: "follow_up_days", get: (due: DueSettings) => due.follow_up_days[1] },
  parts: { of: "special_order_parts", field: "parts_days", get: (due: DueSettings) => due.parts_days },
  partsEvery: { of: "special_order_parts", field: "parts_recycle_days", get: (due: DueSettings) => due.parts_recycle_days },
  mviAhead: { of: "mvi", field: "inspection_days", get: (due: DueSettings) => due.inspection_days[0] },
  mviPast: { of: "mvi", field: "inspection_days", get: (due: DueSettings) => due.inspection_days[1] },
  declinedAhead: { of: "declined_work", field: "declined_days", get: (due: DueSettings) => due.declined_days[0] },
  declinedPast: { of: "declined_work", field: "declined_days", get: (due: DueSettings) => due.declined_days[1] },
} as const satisfies Record<string, { of: ContactType; field: keyof DueSettings; get: (due: DueSettings) => number }>;

export type Figure = keyof typeof FIGURES;

/** As typed, so that nothing is lost by an error. */
export type DueDraft = { figures: Record<Figure, string>; pay: PayType[] };

export const ALL = Object.keys(FIGURES) as Figure[];
export const FIELDS = [...new Set(ALL.map((figure) => FIGURES[figure].field)), "follow_up_pay"] as const;

export const fieldOf = (figure: Figure): keyof DueSettings => FIGURES[figure].field;

export function draftOf(due: DueSettings): DueDraft {
  return { figures: Object.fromEntries(ALL.map((figure) => [figure, String(FIGURES[figure].get(due))])) as DueDraft["figures"], pay: due.follow_up_pay };
}

/** The settings that the draft means, or which fields hold no whole number. */
export function dueOf(draft: DueDraft): { due: DueSettings | null; faults: Set<Figure> } {
  const faults = new Set(ALL.filter((figure) => !/^\d{1,5}$/.test(draft.figures[figure].trim())));
  if (faults.size > 0) return { due: null, faults };
  const n = (figure: Figure): number => Number(draft.figures[figure]);
  return {
    faults,
    due: {
      maintenance_from_months: n("triggerFrom"),
      maintenance_to_months: n("triggerTo"),
      regulars_months: [n("regularsFrom"), n("regularsTo")],
      thin_ice_months: n("thinIce"),
      confirm_open_days: [n("openFrom"), n("openTo")],
      confirm_early_days: [n("earlyFrom"), n("earlyTo")],
      no_show_days: n("noShow"),
      follow_up_days: [n("followFrom"), n("followTo")],
      follow_up_pay: PAYS.filter((pay) => draft.pay.includes(pay)),
      parts_days: n("parts"),
      parts_recycle_days: n("partsEvery"),
      inspection_days: [n("mviAhead"), n("mviPast")],
      declined_days: [n("declinedAhead"), n("declinedPast")],
    },
  };
}

/** Of one contact type, the draft as in `other`. */
export function restored(draft: DueDraft, type: ContactType, other: DueSettings): DueDraft {
  const from = draftOf(other);
  const figures = { ...draft.figures };
  for (const figure of ALL) if (FIGURES[figure].of === type) figures[figure] = from.figures[figure];
  return { figures, pay: type === "service_follow_up" ? from.pay : draft.pay };
}

/** Whether what is typed for one contact type is what these settings say. */
export function isSame(draft: DueDraft, type: ContactType, due: DueSettings): boolean {
  const said = draftOf(due);
  const figures = ALL.every((figure) => FIGURES[figure].of !== type || draft.figures[figure].trim() === said.figures[figure]);
  return figures && (type !== "service_follow_up" || PAYS.every((pay) => draft.pay.includes(pay) === due.follow_up_pay.includes(pay)));
}
