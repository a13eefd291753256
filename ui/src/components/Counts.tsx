import type { Counts } from "../ipc";
import { count } from "../lib/format";
import { useWords } from "../words/i18n";
import css from "./Counts.module.css";

const PARTS = ["delivered", "failed", "unknown", "in_progress"] as const;
const LINE = ["delivered", "failed", "unknown", "in_progress", "to_do", "skipped", "released"] as const;
const ALWAYS = new Set(["delivered", "failed", "to_do"]);

/** How far a run is: what came out, and what is in flight. Skipped and released customers take no room. */
export function CountsBar({ counts, held }: { counts: Counts; held?: boolean }) {
  const whole = Math.max(1, counts.chosen - counts.skipped - counts.released);
  return (
    <div className={css.bar} data-held={held || undefined} aria-hidden>
      {PARTS.map((part) =>
        counts[part] > 0 ? <span key={part} className={css[part]} style={{ width: `${(100 * counts[part]) / whole}%` }} /> : null,
      )}
    </div>
  );
}

/** The same in words; what is zero and says nothing is left out. */
export function CountsLine({ counts }: { counts: Counts }) {
  const t = useWords();
  const words = LINE.filter((part) => counts[part] > 0 || ALWAYS.has(part))
    .map((part) => t(`today.counts.${part}`, { n: count(counts[part]) }))
    .join(" · ");
  return (
    <span className="quiet small figures" title={words}>
      {words}
    </span>
  );
}
