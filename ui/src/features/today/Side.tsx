import { Link, Panel } from "../../components/Panel";
import type { EndedRun, NextRun, Today } from "../../ipc";
import { useZone } from "../../lib/clock";
import { count, time } from "../../lib/format";
import { useWords } from "../../words/i18n";
import css from "./Today.module.css";

export function Next({ next }: { next: NextRun[] }) {
  const t = useWords();
  const zone = useZone();
  return (
    <Panel title={t("today.next.title")}>
      {next.length === 0 ? <span className="quiet">{t("today.next.none")}</span> : null}
      <ul className={css.list}>
        {next.map((run) => (
          <li key={`${run.campaign}-${run.at}`} className={css.line}>
            <span className="quiet figures">{time(run.at, zone)}</span>
            <span className="clip">
              <Link to={`/campaigns/${run.campaign}`}>{run.campaign_name}</Link>
            </span>
            <span className="number">{run.count === null ? t("today.next.allDue") : count(run.count)}</span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

export function Ended({ ended }: { ended: EndedRun[] }) {
  const t = useWords();
  const zone = useZone();
  if (ended.length === 0) return null;
  return (
    <Panel title={t("today.ended.title")}>
      <ul className={css.list}>
        {ended.map((run) => (
          <li key={run.run} style={{ padding: "3px 0" }} data-testid={`ended-${run.run}`}>
            <div className={css.line} style={{ padding: 0 }}>
              <span className="quiet figures">{time(run.ended_at, zone)}</span>
              <span className="clip">
                <Link to={`/reports/${run.run}`}>{run.campaign_name}</Link>
              </span>
              <span className="quiet small nowrap">{t(`runState.${run.state}`)}</span>
            </div>
            <div className="quiet small">
              {run.skip ? t(`runSkip.${run.skip}`) : (run.note ?? t("today.ended.line", { delivered: count(run.counts.delivered), chosen: count(run.counts.chosen) }))}
            </div>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

export function NotToday({ today }: { today: Today }) {
  const t = useWords();
  const lines = [
    [t("today.notToday.impossible"), today.impossible],
    [t("today.notToday.blockedUntil"), today.blocked_until],
    [t("today.notToday.blockedForEver"), today.blocked_for_ever],
  ] as const;
  return (
    <Panel title={t("today.notToday.title")}>
      {lines.map(([label, value]) => (
        <div key={label} className={css.line} style={{ justifyContent: "space-between" }}>
          <span>{label}</span>
          <span className="number" style={{ flex: "none" }}>
            {count(value)}
          </span>
        </div>
      ))}
    </Panel>
  );
}
