import { Badge, Button } from "@mantine/core";
import { IconPrinter } from "@tabler/icons-react";
import { useEffect, useState } from "react";

import { Answer } from "../../components/Errors";
import { ExportMenu } from "../../components/Export";
import { PageHead, Tile } from "../../components/Panel";
import { call, useAsk, type RunReport, type TargetRow } from "../../ipc";
import { attempt } from "../../lib/acts";
import { useZone } from "../../lib/clock";
import { date, dayTime, duration, isoDay, seconds, timeExact, zoneName } from "../../lib/format";
import { useWords } from "../../words/i18n";
import { Outcomes } from "./Outcomes";
import { PrintTargets } from "./PrintTargets";
import css from "./Reports.module.css";
import { stateColour } from "./state";
import { Targets } from "./Targets";

export function ReportPage({ run }: { run: number }) {
  const asked = useAsk("run_report", { run });
  return <Answer query={asked}>{(report) => <Page report={report} />}</Answer>;
}

function Page({ report }: { report: RunReport }) {
  const t = useWords();
  const zone = useZone();
  const { head } = report;
  return (
    <>
      <PageHead
        crumbs={[{ label: t("reports.title"), to: "/reports" }]}
        title={
          <>
            <span>
              {head.campaign_name} · {date(head.on)}
            </span>
            <Badge color={stateColour(head.state)}>{t(`runState.${head.state}`)}</Badge>
          </>
        }
      >
        <Actions run={head.run} />
      </PageHead>
      <p className="quiet" style={{ margin: "-8px 0 12px" }}>
        {[
          t(`contactType.${head.contact_type}`),
          head.sequence > 1 ? t("reports.again", { n: head.sequence }) : null,
          t("reports.version", { at: dayTime(report.version_saved_at, zone) }),
          head.skip ? t(`runSkip.${head.skip}`) : null,
          head.note,
        ]
          .filter(Boolean)
          .join(" · ")}
      </p>
      <Times report={report} />
      <Outcomes report={report} />
      <Targets run={head.run} total={head.counts.chosen} />
    </>
  );
}

function Times({ report }: { report: RunReport }) {
  const t = useWords();
  const zone = useZone();
  const { head } = report;
  const at = (instant: string | null): string => (instant === null ? "–" : timeExact(instant, zone));
  const hint = (instant: string | null): string | undefined =>
    instant === null ? undefined : isoDay(instant, zone) === head.on ? zoneName(instant, zone) : `${zoneName(instant, zone)}, ${date(isoDay(instant, zone))}`;
  const over = head.ended_at !== null;
  return (
    <div className={css.tiles}>
      <Tile label={t("reports.started")} value={at(head.started_at)} hint={hint(head.started_at) ?? t("reports.notStarted")} testId="report-started" />
      <Tile label={t("reports.finished")} value={at(head.ended_at)} hint={over ? hint(head.ended_at) : head.started_at ? t("reports.stillRunning") : undefined} testId="report-ended" />
      <Tile label={t("reports.took")} value={duration(head.duration_ms)} testId="report-duration" />
      <Tile label={t("reports.pausedWaited")} value={duration(head.paused_ms + head.waited_ms)} hint={`${t("reports.paused", { time: duration(head.paused_ms) })}, ${t("reports.waited", { time: duration(head.waited_ms) })}`} testId="report-paused" />
      <Tile label={t("reports.forecast")} value={seconds(report.mean_drop_ms)} hint={t("reports.forecastHint")} />
    </div>
  );
}

function Actions({ run }: { run: number }) {
  const t = useWords();
  const [printing, setPrinting] = useState<TargetRow[] | null>(null);
  const [gathering, setGathering] = useState(false);
  const print = async (): Promise<void> => {
    setGathering(true);
    const rows = await attempt(() => allTargets(run));
    setGathering(false);
    if (rows) setPrinting(rows);
  };
  useEffect(() => {
    if (printing) void attempt(() => call("print", {}));
  }, [printing]);
  return (
    <div className="no-print" style={{ display: "flex", gap: 10 }}>
      <Button variant="default" leftSection={<IconPrinter size={16} aria-hidden />} loading={gathering} onClick={() => void print()} data-testid="report-print">
        {t("common.print")}
      </Button>
      <ExportMenu name={t("common.exportOf", { what: t("reports.targets") })} list={{ kind: "report", run }} testId="report-export" />
      {printing ? <PrintTargets rows={printing} /> : null}
    </div>
  );
}

/** Paper has no scroll bar: every target is fetched before it is printed. */
async function allTargets(run: number): Promise<TargetRow[]> {
  const rows: TargetRow[] = [];
  let after: number | null = null;
  do {
    const page: { targets: TargetRow[]; after: number | null } = await call("run_targets", { run, after });
    rows.push(...page.targets);
    after = page.after;
  } while (after !== null);
  return rows;
}
