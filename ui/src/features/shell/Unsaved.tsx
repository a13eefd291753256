import { Confirm } from "../../components/Confirm";
import { leave, stay, useAsked } from "../../lib/router";
import { useWords } from "../../words/i18n";

/** Asks before something unsaved is left. */
export function Unsaved() {
  const t = useWords();
  const asked = useAsked();
  return (
    <Confirm opened={asked} title={t("common.unsavedTitle")} yes={t("common.unsavedLeave")} no={t("common.unsavedStay")} red onClose={stay} onYes={leave}>
      {t("common.unsavedBody")}
    </Confirm>
  );
}
