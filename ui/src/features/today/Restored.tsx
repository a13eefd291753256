import { Button, Group } from "@mantine/core";
import { IconShieldPause } from "@tabler/icons-react";
import { useState } from "react";

import { AskReason } from "../../components/AskReason";
import { Confirm } from "../../components/Confirm";
import { tell } from "../../components/Errors";
import { ExportList } from "../../components/Export";
import { useAct, type HeldRun, type Restored as RestoredAnswer } from "../../ipc";
import { useZone } from "../../lib/clock";
import { dayTime, phone } from "../../lib/format";
import { useWords } from "../../words/i18n";
import css from "./Today.module.css";

/** After a restore: what is known, whom the runs leave out, and the runs that wait for a person (W12). */
export function Restored({ restored }: { restored: RestoredAnswer | null }) {
  const t = useWords();
  const zone = useZone();
  if (restored === null) return null;
  const known = { file: t("backups.restored.knownFile"), feed: t("backups.restored.knownFeed"), person: t("backups.restored.knownPerson") };
  return (
    <section className={css.restored} aria-label={t("backups.restored.title", { at: dayTime(restored.backup_at, zone) })} data-testid="restored">
      <h2>
        <IconShieldPause size={18} aria-hidden />
        {t("backups.restored.title", { at: dayTime(restored.backup_at, zone) })}
      </h2>
      {restored.known_by === null ? <Unknown restored={restored} /> : <div>{known[restored.known_by]}</div>}
      {restored.left_out > 0 ? <div>{t("backups.restored.leftOut", { count: restored.left_out })}</div> : null}
      {restored.runs.length > 0 ? (
        <ul className={css.list}>
          {restored.runs.map((run) => (
            <Run key={run.run} run={run} />
          ))}
        </ul>
      ) : null}
      {restored.foreign_many > 0 ? (
        <details>
          <summary>{t("backups.restored.foreign", { count: restored.foreign_many })}</summary>
          <div style={{ padding: "8px 0 4px" }}>
            <ExportList list={{ kind: "foreign_drops" }} what={t("backups.restored.foreign", { count: restored.foreign_many })} size="xs" />
          </div>
          <ul className={css.list}>
            {restored.foreign.map((drop) => (
              <li key={`${drop.at}${drop.number}`} className="figures">
                {drop.number === null ? t("backups.restored.noNumber") : phone(drop.number)} · {drop.word} · {dayTime(drop.at, zone)}
              </li>
            ))}
          </ul>
        </details>
      ) : null}
    </section>
  );
}

function Unknown({ restored }: { restored: RestoredAnswer }) {
  const t = useWords();
  const zone = useZone();
  const goOn = useAct("restore_go_on");
  const [asking, setAsking] = useState(false);
  return (
    <>
      <Group justify="space-between" align="flex-start" wrap="nowrap" gap="md">
        <div>
          {t("backups.restored.unknown", { until: dayTime(restored.restored_at, zone) })}{" "}
          {restored.told_at === null ? t("backups.restored.never") : t("backups.restored.toldAt", { at: dayTime(restored.told_at, zone) })}
        </div>
        <Button size="compact-sm" variant="default" onClick={() => setAsking(true)} style={{ flex: "none" }} data-testid="restored-go-on">
          {t("backups.restored.goOn")}
        </Button>
      </Group>
      {asking ? (
        <AskReason
          title={t("backups.restored.goOnTitle")}
          yes={t("backups.restored.goOnYes")}
          red
          usual={[]}
          label={t("backups.dialog.reason")}
          onClose={() => setAsking(false)}
          onYes={(reason) => goOn.mutateAsync({ reason })}
        >
          {t("backups.restored.goOnBody")}
        </AskReason>
      ) : null}
    </>
  );
}

function Run({ run }: { run: HeldRun }) {
  const t = useWords();
  const zone = useZone();
  const release = useAct("run_release");
  const stop = useAct("run_stop");
  const [asking, setAsking] = useState(false);
  const [ending, setEnding] = useState(false);
  const name = run.campaign_name;
  return (
    <li data-testid={`held-${run.run}`}>
      <Group justify="space-between" gap="xs">
        <span>
          <b>{t("backups.restored.run", { name, at: dayTime(run.scheduled_at, zone) })}</b>{" "}
          <span className="quiet small">{run.in_line > 0 ? t("backups.restored.inLine", { count: run.in_line }) : t("backups.restored.inLineNone")}</span>
        </span>
        <Group gap={6}>
          {run.can_be_released ? (
            <Button size="compact-sm" onClick={() => setAsking(true)} aria-label={t("backups.restored.releaseName", { name })} data-testid="run-release">
              {t("backups.restored.release")}
            </Button>
          ) : null}
          {run.state === "planned" ? null : (
            <Button size="compact-sm" variant="default" onClick={() => setEnding(true)} aria-label={t("today.stopRun", { name })} data-testid="held-end">
              {t("backups.restored.end")}
            </Button>
          )}
        </Group>
      </Group>
      <Confirm opened={ending} title={t("today.stopTitle", { name })} yes={t("today.stopYes")} red onClose={() => setEnding(false)} onYes={() => stop.mutateAsync({ run: run.run })}>
        {run.in_line > 0 ? `${t("backups.restored.inLine", { count: run.in_line })}.` : t("backups.restored.inLineNone")}
      </Confirm>
      {asking ? (
        <AskReason
          title={t("backups.restored.releaseTitle", { name })}
          yes={t("backups.restored.releaseYes")}
          usual={t("backups.restored.reasons", { returnObjects: true })}
          label={t("backups.dialog.reason")}
          onClose={() => setAsking(false)}
          onYes={async (reason) => {
            await release.mutateAsync({ run: run.run, reason });
            tell(t("backups.restored.released", { name }));
          }}
        >
          {t("backups.restored.releaseBody")} {run.in_line > 0 ? `${t("backups.restored.inLine", { count: run.in_line })}.` : null}
        </AskReason>
      ) : null}
    </li>
  );
}
