import type { DataSource } from "../../ipc";
import { en } from "../../words/en";
import type { useWords } from "../../words/i18n";

/** Every source, in the order of the product. */
export const SOURCES = Object.keys(en.source) as DataSource[];

export function sourceOptions(t: ReturnType<typeof useWords>): { value: DataSource; label: string }[] {
  return SOURCES.map((value) => ({ value, label: t(`source.${value}`) }));
}
