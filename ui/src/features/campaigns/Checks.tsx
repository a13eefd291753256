import {
  IconArrowsCross,
  IconCalendarOff,
  IconCircleCheck,
  IconClockExclamation,
  IconClockShield,
  IconFilterOff,
  IconHourglassLow,
  IconLanguage,
  IconListNumbers,
  IconPointFilled,
  IconUsersMinus,
  type Icon,
} from "@tabler/icons-react";

import type { Notice, NoticeKind } from "../../ipc";
import { useWords } from "../../words/i18n";
import css from "./Campaigns.module.css";

const PICTURES: Record<NoticeKind, Icon> = {
  no_run: IconCalendarOff,
  query: IconFilterOff,
  last_chance: IconHourglassLow,
  short: IconUsersMinus,
  window: IconClockExclamation,
  overlap: IconArrowsCross,
  ports: IconListNumbers,
  language: IconLanguage,
  clock_change: IconClockShield,
};

/** The most pressing first; as in the contract. */
const ORDER = Object.keys(PICTURES) as NoticeKind[];

type ChecksProps = {
  /** What has to be done before it can go out. */
  todo: string[];
  /** What one should know; it keeps nobody from saving. */
  notices: Notice[];
  /** What is said when there is nothing to say. */
  fine?: string;
};

/** Part 4: what is missing, and what a manager should know before saving. */
export function Checks({ todo, notices, fine }: ChecksProps) {
  const t = useWords();
  const sorted = [...notices].sort((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind));
  return (
    <ul className={css.checks} data-testid="checks">
      {todo.length === 0 && notices.length === 0 ? (
        <li>
          <IconCircleCheck size={18} color="var(--vd-good)" aria-hidden /> {fine ?? t("campaigns.build.checkNone")}
        </li>
      ) : null}
      {todo.map((line) => (
        <li key={line}>
          <IconPointFilled size={18} color="var(--vd-bad)" aria-hidden /> <span>{line}</span>
        </li>
      ))}
      {sorted.map(({ kind, text }) => {
        const Picture = PICTURES[kind];
        return (
          <li key={text} data-testid={`notice-${kind}`}>
            <Picture size={18} stroke={1.7} color="var(--vd-bad)" aria-hidden /> <span>{text}</span>
          </li>
        );
      })}
    </ul>
  );
}
