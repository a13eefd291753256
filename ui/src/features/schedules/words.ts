import type { After } from "../../ipc";
import type { Words } from "../../words/i18n";

/** "2 hours after the entry". */
export function afterWords(after: After, event: "entry" | "deal", t: Words): string {
  const many = after.unit === "hours" ? after.hours : after.days;
  return t(`schedules.after.${after.unit}`, { count: many, event: t(`schedules.event.${event}`) });
}
