import { Badge } from "@mantine/core";

import { Play } from "../../components/Play";
import { Result } from "../../components/Result";
import type { CustomerDto, WhyCalling } from "../../ipc";
import { useNow, useZone } from "../../lib/clock";
import { ago, count, date, isoDay, near, phone, timeExact } from "../../lib/format";
import { useWords } from "../../words/i18n";
import css from "./Customers.module.css";

/** What the agent needs in the first second of a call: the drop, its words, and the vehicle it is about. */
export function Why({ customer }: { customer: CustomerDto }) {
  const t = useWords();
  const [first, ...earlier] = customer.why_calling;
  if (!first) {
    return (
      <section className={`${css.why} ${css.quietWhy}`} aria-label={t("customers.why.title")} data-testid="why-calling">
        {t("customers.why.none")}
      </section>
    );
  }
  return (
    <section className={css.why} aria-label={t("customers.why.title")} data-testid="why-calling">
      <h2>
        {first.in_progress ? (
          <Badge color="blue" variant="filled">
            {t("common.inProgress")}
          </Badge>
        ) : (
          <Result disposition={first.disposition} unknown={first.unknown} />
        )}
        {t("customers.why.title")}
      </h2>
      <One why={first} />
      {earlier.length > 0 ? (
        <details style={{ marginTop: 8 }}>
          <summary>{t("customers.why.earlier", { count: earlier.length })}</summary>
          {earlier.map((why) => (
            <div key={`${why.at}-${why.number}`} style={{ marginTop: 8, paddingTop: 8, borderTop: "1px solid var(--vd-accent-line)" }}>
              <One why={why} />
            </div>
          ))}
        </details>
      ) : null}
    </section>
  );
}

function One({ why }: { why: WhyCalling }) {
  const t = useWords();
  const zone = useZone();
  const now = useNow(60_000);
  const sameDay = now !== null && isoDay(why.at, zone) === isoDay(now, zone);
  const at = sameDay ? timeExact(why.at, zone) : near(why.at, zone, now);
  const place = { kind: t(`phoneKindSmall.${why.kind}`), number: phone(why.number), at };
  const type = t(`contactType.${why.contact_type}`);
  const facts: string[] = [];
  if (why.vehicle) {
    if (why.last_ro_on && now !== null) {
      const past = ago(why.last_ro_on, isoDay(now, zone));
      facts.push(t("customers.why.lastService", { ago: t(`common.ago.${past.unit}`, { count: past.value }) }));
    } else if (!why.last_ro_on) facts.push(t("customers.why.never"));
    if (why.odometer !== null) facts.push(t("customers.why.odometer", { n: count(why.odometer) }));
  }
  return (
    <div className={css.whyRow}>
      <div style={{ flex: 1, minWidth: 0 }}>
        <div className="figures">
          <b style={{ fontWeight: 550 }}>
            {why.in_progress ? t("customers.why.going", place) : why.unknown ? t("customers.why.maybe", place) : t("customers.why.went", place)}
          </b>{" "}
          {why.vehicle ? t("customers.why.campaign", { name: why.campaign_name, type, vehicle: why.vehicle }) : t("customers.why.campaignOnly", { name: why.campaign_name, type })}
          {facts.length > 0 ? ` (${facts.join(", ")})` : ""}.{" "}
          {why.next_appointment_on ? t("customers.why.booked", { on: date(why.next_appointment_on) }) : t("customers.why.notBooked")}
        </div>
        <div className={css.quote}>
          {why.transcript ? (
            <>
              <span className="quiet">{t("customers.why.says")}</span> “{why.transcript}”
            </>
          ) : (
            <span className="quiet">{t("customers.why.noWords")}</span>
          )}
        </div>
      </div>
      <Play message={why.message} name={why.message_name} size={38} />
    </div>
  );
}
