import type { ContactType } from "../../ipc";
import { useWords } from "../../words/i18n";
import { PAYS, type DueDraft } from "./draft";

/** One sentence of what the settings mean, as they are typed. */
export function Means({ type, draft }: { type: ContactType; draft: DueDraft }) {
  const t = useWords();
  const { figures } = draft;
  switch (type) {
    case "maintenance":
      return t("admin.contactTypes.means.maintenance", { from: figures.triggerFrom, to: figures.triggerTo, regFrom: figures.regularsFrom, regTo: figures.regularsTo, thin: figures.thinIce });
    case "confirm":
      return t("admin.contactTypes.means.confirm", { from: figures.openFrom, to: figures.openTo, earlyFrom: figures.earlyFrom, earlyTo: figures.earlyTo });
    case "no_show":
      return t("admin.contactTypes.means.no_show", { days: figures.noShow });
    case "service_follow_up":
      return t("admin.contactTypes.means.service_follow_up", { from: figures.followFrom, to: figures.followTo, pay: PAYS.filter((pay) => draft.pay.includes(pay)).map((pay) => t(`admin.contactTypes.pay.${pay}`)).join(", ") });
    case "special_order_parts":
      return t("admin.contactTypes.means.special_order_parts", { days: figures.parts, every: figures.partsEvery });
    case "mvi":
      return t("admin.contactTypes.means.mvi", { ahead: figures.mviAhead, past: figures.mviPast });
    case "declined_work":
      return t("admin.contactTypes.means.declined_work", { ahead: figures.declinedAhead, past: figures.declinedPast });
    case "recall":
    case "sales":
    case "unsold":
    case "marketing":
    case "fetch_automation":
      return t(`admin.contactTypes.means.${type}`);
  }
}
