import { Select } from "@mantine/core";

import { NumberText } from "../../components/Fields";
import { Link } from "../../components/Panel";
import { useAsk, type ContactType, type Prevention } from "../../ipc";
import { useWords } from "../../words/i18n";
import css from "./Campaigns.module.css";
import { BELOW } from "./Target";
import type { PartProps } from "./Who";

/** About a visit that the customer made or booked: the rest between marketing drops does not bind them (P2). It binds a
 * saved query, whatever that records. */
const NO_MARKETING: ContactType[] = ["confirm", "no_show", "service_follow_up", "special_order_parts"];
/** Until the first run makes the code (S11). */
const VOICE_DROP_DAYS = 10;

/** P2's clocks, side by side, each with what it does. */
export function Clocks({ draft, set, errorOf }: PartProps) {
  const t = useWords();
  const setup = useAsk("recycle_setup", {}).data;
  const recorded = draft.aim.fetch?.records ?? draft.contactType;
  const codes = setup?.types.find((row) => row.contact_type === recorded)?.codes ?? [];
  const chosen = draft.aim.fetch?.code ?? null;
  const code = codes.find((row) => (chosen === null ? row.is_voice_drop : row.id === chosen));
  const rests = !NO_MARKETING.includes(draft.contactType);
  return (
    <fieldset className={css.clocks}>
      <legend>{t("campaigns.build.clocks")}</legend>
      <div className={css.clock}>
        <NumberText label={t("campaigns.build.daysBetween")} value={draft.daysBetween} onChange={(daysBetween) => set({ daysBetween })} description={t("campaigns.build.daysBetweenHint")} inputWrapperOrder={BELOW} error={errorOf("days_between")} data-testid="field-days_between" />
      </div>
      <div className={css.clock}>
        <Select
          label={t("campaigns.build.prevention")}
          data={[
            { value: "by_customer", label: t("campaigns.build.byCustomer") },
            { value: "by_contact_type", label: t("campaigns.build.byContactType") },
          ]}
          value={draft.prevention}
          onChange={(value) => value && set({ prevention: value as Prevention })}
          description={t(`campaigns.build.preventionHint.${draft.prevention}`)}
          inputWrapperOrder={BELOW}
          error={errorOf("prevention")}
          data-testid="field-prevention"
        />
      </div>
      <div className={css.clock}>
        <NumberText label={t("campaigns.build.restDays")} value={rests ? draft.restDays : ""} disabled={!rests} onChange={(restDays) => set({ restDays })} description={rests ? t("campaigns.build.restDaysHint") : t("campaigns.build.restDaysNone", { type: t(`contactType.${draft.contactType}`) })} inputWrapperOrder={BELOW} error={errorOf("rest_days")} data-testid="field-rest_days" />
      </div>
      <div className={css.clock}>
        <div className={css.label}>{t("campaigns.build.recycleDays")}</div>
        <div className={css.shown} data-testid="recycle-days">
          {code?.days ?? VOICE_DROP_DAYS}
        </div>
        <div className="quiet small">
          {t("campaigns.build.recycleDaysHint")} <Link to="/recycle">{t("campaigns.build.toRecycle")}</Link>
        </div>
      </div>
    </fieldset>
  );
}
