import { Button, Group } from "@mantine/core";

import { DataAge } from "../../components/DataAge";
import { Answer } from "../../components/Errors";
import { Empty, PageHead, Panel, Tile } from "../../components/Panel";
import { useAsk, type Today as TodayAnswer } from "../../ipc";
import { useNow, useZone } from "../../lib/clock";
import { count, dateLong, percent, time } from "../../lib/format";
import { navigate } from "../../lib/router";
import { useWords } from "../../words/i18n";
import { Decisions } from "./Decisions";
import { Drops } from "./Drops";
import { LaneRow } from "./Lane";
import { Ended, Next, NotToday } from "./Side";
import { Restored } from "./Restored";
import css from "./Today.module.css";

/** More lanes than this stand on one line each, so that the list below stays in view. */
const ROOMY_LANES = 5;

export function Today() {
  const t = useWords();
  const asked = useAsk("today_get", {}, { refetchInterval: 10_000 });
  return (
    <>
      <PageHead title={t("today.title")}>
        {asked.data ? <DataAge of={asked.data.data_as_of} /> : null}
        <Moment />
      </PageHead>
      <Answer query={asked} lines={8}>
        {(today) => (
          <div className={css.page}>
            <Restored restored={today.restored} />
            <div className={css.left}>
              <Tiles today={today} />
              <Lanes today={today} />
              <Drops drops={today.drops} />
            </div>
            <div className={css.right}>
              <Decisions decisions={today.decisions} />
              <Next next={today.next} />
              <Ended ended={today.ended} />
              <NotToday today={today} />
            </div>
          </div>
        )}
      </Answer>
    </>
  );
}

function Moment() {
  const now = useNow(60_000);
  const zone = useZone();
  return now === null ? null : <span className="quiet">{dateLong(now, zone)}</span>;
}

function Tiles({ today }: { today: TodayAnswer }) {
  const t = useWords();
  const ports = today.lanes.filter((lane) => lane.in_flight !== null).length;
  return (
    <div className={css.tiles}>
      <Tile label={t("today.delivered")} value={count(today.delivered)} hint={t("today.ofPlanned", { n: count(today.planned) })} testId="tile-delivered" />
      <Tile label={t("today.inProgress")} value={count(today.in_progress)} colour="var(--vd-live)" hint={t("today.onPorts", { count: ports })} testId="tile-in-progress" />
      <Tile
        label={t("today.failed")}
        value={count(today.failed)}
        colour="var(--vd-bad)"
        hint={today.unknown > 0 ? t("today.unknownHint", { count: today.unknown }) : t("today.failedHint")}
        testId="tile-failed"
      />
      <Tile
        label={t("today.callBacks")}
        value={count(today.call_backs)}
        colour="var(--vd-good)"
        hint={today.delivered > 0 ? t("today.callBackRate", { rate: percent(today.call_backs, today.delivered) }) : undefined}
        testId="tile-call-backs"
      />
    </div>
  );
}

function Lanes({ today }: { today: TodayAnswer }) {
  const t = useWords();
  const zone = useZone();
  const next = today.next[0];
  return (
    <Panel label={t("today.lanes")} flush className={css.lanes}>
      {today.lanes.length === 0 ? (
        <Empty
          title={t("today.noLanes")}
          action={
            <Group gap="xs">
              <Button variant="light" size="xs" onClick={() => navigate("/campaigns")}>
                {t("today.toCampaigns")}
              </Button>
              {next ? null : (
                <Button variant="default" size="xs" onClick={() => navigate("/imports")}>
                  {t("customers.toImport")}
                </Button>
              )}
            </Group>
          }
        >
          {next ? t("today.noLanesNext", { at: time(next.at, zone), name: next.campaign_name }) : t("today.noLanesNone")}
        </Empty>
      ) : (
        today.lanes.map((lane) => <LaneRow key={lane.run} lane={lane} dense={today.lanes.length > ROOMY_LANES} />)
      )}
    </Panel>
  );
}
