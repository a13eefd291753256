import { CloseButton, Rating } from "@mantine/core";

import { useAct, type CustomerDto } from "../../ipc";
import { attempt } from "../../lib/acts";
import { useWords } from "../../words/i18n";

/** How much the customer is worth to the store: Call Select sorts by it. */
export function Rate({ customer }: { customer: CustomerDto }) {
  const t = useWords();
  const act = useAct("customer_rate");
  const rate = (stars: number | null): void => void attempt(() => act.mutateAsync({ customer: customer.id, stars }));
  return (
    <span style={{ display: "flex", alignItems: "center", gap: 4 }} data-testid="stars">
      <Rating value={customer.stars ?? 0} onChange={rate} getSymbolLabel={(stars) => t("calls.starsOf", { n: stars })} aria-label={t("calls.rating.label")} title={t("calls.rating.label")} />
      {customer.stars === null ? null : <CloseButton size="sm" aria-label={t("calls.rating.clear")} title={t("calls.rating.clear")} onClick={() => rate(null)} />}
    </span>
  );
}
