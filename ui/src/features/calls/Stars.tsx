import { useWords } from "../../words/i18n";
import css from "./Calls.module.css";

const MOST = 5;

/** How much a customer is worth to the store. Nothing for one whom nobody rated. */
export function Stars({ stars }: { stars: number | null }) {
  const t = useWords();
  if (stars === null) return null;
  return (
    <span className={css.stars} role="img" aria-label={t("calls.starsOf", { n: stars })} title={t("calls.starsOf", { n: stars })}>
      {"★".repeat(stars)}
      <i>{"★".repeat(MOST - stars)}</i>
    </span>
  );
}
