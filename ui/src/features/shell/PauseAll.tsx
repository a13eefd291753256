import { Button } from "@mantine/core";
import { useHotkeys } from "@mantine/hooks";
import { IconPlayerPauseFilled, IconPlayerPlayFilled } from "@tabler/icons-react";

import { tell } from "../../components/Errors";
import { useAct } from "../../ipc";
import { attempt } from "../../lib/acts";
import { useWords } from "../../words/i18n";
import css from "./Shell.module.css";

/** Always in reach. The keys only ever pause; lifting is a click, and each run then resumes by itself alone. */
export function PauseAll({ paused }: { paused: boolean }) {
  const t = useWords();
  const pause = useAct("pause_all");
  const lift = useAct("pause_all_end");
  const pauseNow = async (): Promise<void> => {
    const done = await attempt(() => pause.mutateAsync({}));
    if (done) tell(done.runs.length > 0 ? t("shell.pausedAllDone", { count: done.runs.length }) : t("shell.pausedAllNone"));
  };
  const liftNow = async (): Promise<void> => {
    if (await attempt(() => lift.mutateAsync({}))) tell(t("shell.pausedAllLifted"));
  };
  useHotkeys([["mod+shift+P", () => void (paused || pauseNow())]], []);
  return paused ? (
    <Button
      variant="filled"
      color="red.8"
      leftSection={<IconPlayerPlayFilled size={14} aria-hidden />}
      loading={lift.isPending}
      onClick={() => void liftNow()}
      aria-label={t("shell.pausedAllEnd")}
      data-testid="pause-all"
      data-paused="true"
    >
      <span className={css.pauseWords}>{t("shell.pausedAllEnd")}</span>
    </Button>
  ) : (
    <Button
      variant="light"
      color="red"
      leftSection={<IconPlayerPauseFilled size={14} aria-hidden />}
      loading={pause.isPending}
      onClick={() => void pauseNow()}
      title={t("shell.pauseAllTitle")}
      aria-label={t("shell.pauseAll")}
      data-testid="pause-all"
    >
      <span className={css.pauseWords}>{t("shell.pauseAll")}</span>
    </Button>
  );
}
