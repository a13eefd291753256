import { Badge, Button } from "@mantine/core";
import { useState } from "react";

import { CountsBar, CountsLine } from "../../components/Counts";
import { Link } from "../../components/Panel";
import { useAct, type Lane } from "../../ipc";
import { attempt } from "../../lib/acts";
import { useNow, useZone } from "../../lib/clock";
import { duration, near, time } from "../../lib/format";
import { useWords } from "../../words/i18n";
import { SetCount } from "./SetCount";
import { StopRun } from "./StopRun";
import css from "./Today.module.css";

/** One run: its port, the drop in flight, how far it is, and its levers. */
export function LaneRow({ lane, dense }: { lane: Lane; dense: boolean }) {
  const t = useWords();
  const zone = useZone();
  const held = lane.state !== "running";
  return (
    <div className={css.lane} data-dense={dense || undefined} role="group" aria-label={lane.campaign_name} data-testid={`lane-${lane.run}`} data-state={lane.state}>
      {lane.port === null ? (
        <Badge color="gray" size="lg" fullWidth>
          {lane.resting ? t("today.open") : t("today.waits")}
        </Badge>
      ) : (
        <Badge variant={held ? "light" : "outline"} color={held ? "gray" : undefined} size="lg" fullWidth>
          {t("today.port", { n: lane.port })}
        </Badge>
      )}
      <div className={css.two} style={{ minWidth: 0 }}>
        <div className={`${css.name} clip`}>
          <Link to={`/campaigns/${lane.campaign}`}>{lane.campaign_name}</Link>
        </div>
        <div className="clip small" title={lane.note ?? undefined}>
          <Doing lane={lane} />
        </div>
      </div>
      <div style={{ minWidth: 0 }}>
        <div className={css.barRow}>
          <CountsBar counts={lane.counts} held={held} />
          <SetCount lane={lane} />
          <span className="quiet small nowrap figures">
            {t("today.until")} {time(lane.until, zone)}
          </span>
        </div>
        <div className={css.counts}>
          <CountsLine counts={lane.counts} />
        </div>
      </div>
      <Levers lane={lane} />
      {dense ? null : <Notes lane={lane} />}
    </div>
  );
}

function Doing({ lane }: { lane: Lane }) {
  const t = useWords();
  const zone = useZone();
  const now = useNow();
  const at = near(lane.since, zone, now);
  if (lane.state === "ending") return <span className="quiet">{t("today.endingSince", { at })}</span>;
  if (lane.resting) return <span className="quiet">{t("today.openSince", { at })}</span>;
  if (lane.state === "waiting_for_port") return <span className="quiet">{t("today.waitsSince", { at })}</span>;
  if (lane.state === "paused") {
    const { pause_cause: cause, paused_by: who } = lane;
    return (
      <span className="quiet">
        {cause === null || cause === "person"
          ? t("today.pausedBy", { who: who ?? "", at })
          : t("today.pausedFor", { at, why: t(`pauseCause.${cause}`, { who: who ?? "" }) })}
      </span>
    );
  }
  if (!lane.in_flight) return <span className="quiet">{t("today.since", { at })}</span>;
  const { name, kind, since, customer } = lane.in_flight;
  return (
    <>
      <Link to={`/customers/${customer}`}>{name}</Link>, {t(`phoneKindSmall.${kind}`)}{" "}
      <span className="quiet figures">· {now === null ? "" : duration(now - Date.parse(since))}</span>
    </>
  );
}

function Notes({ lane }: { lane: Lane }) {
  const t = useWords();
  const zone = useZone();
  const old = lane.is_newest_version ? null : t("today.oldVersion", { at: time(lane.version_saved_at, zone) });
  // "paused by ... at ..." stands in the line above already.
  const said = lane.state === "paused" && (lane.pause_cause === "person" || lane.pause_cause === "pause_all");
  const hint = lane.resting && !lane.note ? t("today.openHint") : null;
  const words = [old, said ? null : lane.note, hint].filter(Boolean).join(" · ");
  return words === "" ? null : <div className={`${css.note} quiet small`}>{words}</div>;
}

function Levers({ lane }: { lane: Lane }) {
  const t = useWords();
  const [stopping, setStopping] = useState(false);
  const pause = useAct("run_pause");
  const resume = useAct("run_resume");
  const { run, campaign_name: name } = lane;
  return (
    <div className={css.acts}>
      {lane.state === "paused" ? (
        <Button size="compact-sm" variant="light" loading={resume.isPending} onClick={() => void attempt(() => resume.mutateAsync({ run }))} aria-label={t("today.resumeRun", { name })} data-testid="run-resume">
          {t("today.resume")}
        </Button>
      ) : (
        <Button size="compact-sm" variant="light" disabled={lane.state === "ending" || lane.resting} loading={pause.isPending} onClick={() => void attempt(() => pause.mutateAsync({ run }))} aria-label={t("today.pauseRun", { name })} data-testid="run-pause">
          {t("today.pause")}
        </Button>
      )}
      <Button size="compact-sm" variant="light" color="red" disabled={lane.state === "ending"} onClick={() => setStopping(true)} aria-label={t("today.stopRun", { name })} data-testid="run-stop">
        {t("today.stop")}
      </Button>
      <StopRun lane={lane} opened={stopping} onClose={() => setStopping(false)} />
    </div>
  );
}
