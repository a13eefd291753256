import { Confirm } from "../../components/Confirm";
import { useAct, type Lane } from "../../ipc";
import { count } from "../../lib/format";
import { useWords } from "../../words/i18n";

/** Asks once, and says what a stop does. */
export function StopRun({ lane, opened, onClose }: { lane: Lane; opened: boolean; onClose: () => void }) {
  const t = useWords();
  const stop = useAct("run_stop");
  const back = t("today.stopBack", { count: lane.counts.to_do, n: count(lane.counts.to_do) });
  const flight = lane.counts.in_progress > 0 ? `; ${t("today.stopFlight")}` : "";
  return (
    <Confirm
      opened={opened}
      title={t("today.stopTitle", { name: lane.campaign_name })}
      yes={t("today.stopYes")}
      red
      onClose={onClose}
      onYes={() => stop.mutateAsync({ run: lane.run })}
    >
      {back}
      {flight}.
    </Confirm>
  );
}
