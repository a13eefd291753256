import type { CallSelectAsk, ContactType, Holder } from "../../ipc";

/** Everybody of a contact type, in DealerMine's default order. */
export function plainAsk(type: ContactType): CallSelectAsk {
  return {
    contact_type: type,
    subtypes: [],
    recalls: [],
    fetch_campaigns: [],
    language: "any",
    day: "all",
    customer_type: "all",
    city: null,
    sort: "ro_newest",
  };
}

/** How many of the filters narrow the list. */
export function filtersOn(ask: CallSelectAsk): number {
  return [ask.language !== "any", ask.day !== "all", ask.customer_type !== "all", ask.city !== null].filter(Boolean).length;
}

export function isFree(holder: Holder): boolean {
  return holder.kind === "nobody";
}
