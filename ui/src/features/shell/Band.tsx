import type { HouseStatus } from "../../ipc";
import { count } from "../../lib/format";
import { useWords } from "../../words/i18n";
import css from "./Shell.module.css";

/** Practice or live, at the top of every screen, never to be overlooked. */
export function Band({ house }: { house: HouseStatus }) {
  const t = useWords();
  if (house.kind === "live") {
    return (
      <div className={`${css.band} ${css.live}`} role="status" data-testid="band">
        {house.credits === null ? t("shell.liveCreditsUnknown") : t("shell.liveCredits", { credits: count(house.credits) })}
      </div>
    );
  }
  const speed = house.clock_speed;
  return (
    <div className={`${css.band} ${css.practice}`} role="status" data-testid="band">
      {t("shell.practice")} {speed > 1 ? t("shell.practiceSpeed", { speed: count(speed) }) : null}
    </div>
  );
}
