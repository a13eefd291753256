import type { TargetRow } from "../../ipc";
import { plainWord } from "../../lib/format";
import type { Words } from "../../words/i18n";

/** How long a drop took, from the sending to the result. */
export function tookMs(row: TargetRow): number | null {
  return row.sent_at && row.final_at ? Date.parse(row.final_at) - Date.parse(row.sent_at) : null;
}

/** The result of a target in words: the disposition, or why there is none. */
export function resultWords(row: TargetRow, t: Words): string {
  if (row.disposition) return t(`disposition.${row.disposition}`);
  if (row.reason) return `${t(`targetState.${row.state}`)}: ${t(`reason.${row.reason}`)}`;
  return t(`targetState.${row.state}`);
}

/** A later result that says otherwise; it is shown and never applied. */
export function laterWords(row: TargetRow, t: Words): string | null {
  return row.other_result ? t("common.laterSaid", { word: plainWord(row.other_result) }) : null;
}
