import { Badge } from "@mantine/core";

import type { Disposition } from "../ipc";
import { useWords } from "../words/i18n";

const COLOURS: Record<Disposition, string> = {
  delivered: "teal",
  impossible: "red",
  busy: "orange",
  unavailable: "orange",
  mailbox_full: "yellow",
  mailbox_not_set_up: "yellow",
  no_answer: "orange",
  landline: "red",
  do_not_call: "red",
  bad_number: "red",
  carrier_refused: "gray",
  cancelled: "gray",
  failed: "orange",
  treated_as_delivered: "teal",
  treated_as_not_delivered: "gray",
};

type ResultProps = { disposition: Disposition | null; unknown?: boolean };

/** The result of a drop, or In Progress. The word always stands there; the colour only helps. */
export function Result({ disposition, unknown }: ResultProps) {
  const t = useWords();
  if (unknown && disposition === null) return <Badge color="gray" variant="filled">{t("common.notKnown")}</Badge>;
  if (disposition === null) return <Badge color="blue">{t("common.inProgress")}</Badge>;
  return <Badge color={COLOURS[disposition]} c={COLOURS[disposition] === "yellow" ? "var(--vd-amber)" : undefined}>{t(`disposition.${disposition}`)}</Badge>;
}

/** The colours of the outcomes bar of a report. */
export const BAR_COLOURS: Record<Disposition | "unknown", string> = {
  delivered: "var(--mantine-color-teal-6)",
  unavailable: "var(--mantine-color-orange-6)",
  busy: "var(--mantine-color-orange-4)",
  impossible: "var(--mantine-color-red-6)",
  mailbox_full: "var(--mantine-color-yellow-5)",
  mailbox_not_set_up: "var(--mantine-color-yellow-7)",
  no_answer: "var(--mantine-color-orange-8)",
  landline: "var(--mantine-color-pink-5)",
  do_not_call: "var(--mantine-color-red-8)",
  bad_number: "var(--mantine-color-pink-8)",
  carrier_refused: "var(--mantine-color-gray-6)",
  cancelled: "var(--mantine-color-gray-5)",
  failed: "var(--mantine-color-orange-7)",
  treated_as_delivered: "var(--mantine-color-teal-4)",
  treated_as_not_delivered: "var(--mantine-color-gray-7)",
  unknown: "var(--mantine-color-gray-6)",
};
