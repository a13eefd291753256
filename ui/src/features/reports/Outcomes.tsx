import { Alert } from "@mantine/core";
import { IconInfoCircle } from "@tabler/icons-react";

import { Panel } from "../../components/Panel";
import { BAR_COLOURS } from "../../components/Result";
import type { Disposition, ReasonLine, RunReport } from "../../ipc";
import { count, percent } from "../../lib/format";
import { useWords } from "../../words/i18n";
import css from "./Reports.module.css";

const PARTS = ["delivered", "failed", "unknown", "in_progress", "skipped", "released", "to_do"] as const;
/** A piece of the bar narrower than this has no room for its number; the legend has it. */
const SHARE_WITH_NUMBER = 0.025;

/** What came of the run, as one bar and as sentences that close. */
export function Outcomes({ report }: { report: RunReport }) {
  const t = useWords();
  const { counts, port } = report.head;
  const parts = PARTS.filter((part) => counts[part] > 0).map((part) => t(`reports.part.${part}`, { n: count(counts[part]) }));
  const closing = t("reports.closing", { chosen: count(counts.chosen), parts: parts.length > 0 ? parts.join(" + ") : "0" });
  const pieces: { key: Disposition | "unknown"; targets: number; label: string }[] = report.results
    .filter((line) => line.targets > 0)
    .map((line) => ({ key: line.disposition, targets: line.targets, label: t(`disposition.${line.disposition}`) }));
  if (counts.unknown > 0) pieces.push({ key: "unknown", targets: counts.unknown, label: t("reports.unknown") });
  const sent = Math.max(1, pieces.reduce((sum, piece) => sum + piece.targets, 0));
  const asked = count(report.head.asked);
  return (
    <Panel
      label={t("reports.outcomes")}
      title={port === null ? t("reports.customersNoPort", { count: report.head.asked, n: asked }) : t("reports.customersPort", { count: report.head.asked, n: asked, port })}
      right={
        <span className="quiet figures" data-testid="report-closing">
          {closing}
        </span>
      }
    >
      <div className={css.bar} role="img" aria-label={pieces.map((piece) => `${piece.label} ${count(piece.targets)}`).join(", ")}>
        {pieces.map((piece) => (
          <span key={piece.key} style={{ width: `${(100 * piece.targets) / sent}%`, background: BAR_COLOURS[piece.key] }}>
            {piece.targets / sent > SHARE_WITH_NUMBER ? count(piece.targets) : null}
          </span>
        ))}
      </div>
      <ul className={css.legend}>
        {pieces.map((piece) => (
          <li key={piece.key}>
            <span className={css.dot} style={{ background: BAR_COLOURS[piece.key] }} aria-hidden />
            {piece.label} <span className="quiet figures">{count(piece.targets)}</span>
          </li>
        ))}
      </ul>
      {report.shortfall ? (
        <Alert color="yellow" variant="light" mt="sm" icon={<IconInfoCircle size={18} />}>
          {t("reports.shortfall", { why: report.shortfall })}
        </Alert>
      ) : null}
      <div className={css.facts}>
        <Fact label={t("reports.callBacks")} value={count(report.call_backs)} hint={counts.delivered > 0 ? percent(report.call_backs, counts.delivered) : undefined} />
        <Fact label={t("reports.newlyBlocked")} value={count(report.newly_blocked)} hint={t("reports.forEver", { n: count(report.newly_blocked_for_ever) })} />
        {report.late_results > 0 ? <Fact label={t("reports.late")} value={count(report.late_results)} /> : null}
        <Reasons label={t("reports.skipped")} lines={report.skipped} />
        <Reasons label={t("reports.released")} lines={report.released} />
      </div>
    </Panel>
  );
}

function Fact({ label, value, hint }: { label: string; value: string; hint?: string | undefined }) {
  return (
    <div>
      <div className="quiet small">{label}</div>
      <span className={css.fact}>{value}</span> {hint ? <span className="quiet small">{hint}</span> : null}
    </div>
  );
}

function Reasons({ label, lines }: { label: string; lines: ReasonLine[] }) {
  const t = useWords();
  if (lines.length === 0) return null;
  return (
    <div>
      <div className="quiet small">{label}</div>
      {lines.map((line) => (
        <div key={line.reason}>
          <b className="figures">{count(line.targets)}</b> {t(`reason.${line.reason}`)}
        </div>
      ))}
    </div>
  );
}
