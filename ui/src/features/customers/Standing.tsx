import { Button, Textarea } from "@mantine/core";
import { useState, type ReactNode } from "react";

import { AskReason } from "../../components/AskReason";
import { Confirm } from "../../components/Confirm";
import { DateField } from "../../components/Fields";
import { Panel } from "../../components/Panel";
import { AppError, useAct, type CustomerDto } from "../../ipc";
import { attempt } from "../../lib/acts";
import { useZone } from "../../lib/clock";
import { date, dayTime, readDate } from "../../lib/format";
import { useWords } from "../../words/i18n";
import css from "./Customers.module.css";

type Asking = "off" | "on" | "hold" | "complaint" | "settle";

/** What a person set for the whole customer, and may take back. */
export function Standing({ customer }: { customer: CustomerDto }) {
  const t = useWords();
  const [asking, setAsking] = useState<Asking | null>(null);
  const end = useAct("hold_end");
  const { voice_off: out, voice_switch: off, hold, complaint, settled_complaints: settled } = customer;
  const close = (): void => setAsking(null);
  const ask = (what: Asking, label: string): ReactNode => (
    <Button size="xs" variant="default" onClick={() => setAsking(what)} data-testid={`ask-${what}`}>
      {label}
    </Button>
  );
  return (
    <Panel title={t("customers.standing.title")} testId="standing">
      <Line name={t("customers.standing.voice")} acts={out !== null ? null : off ? ask("on", t("customers.standing.switchOn")) : ask("off", t("customers.standing.switchOff"))}>
        {out !== null ? (
          <>
            {t("customers.standing.optedOut", { why: out })}
            <div className="quiet small">{t("customers.standing.optedOutHint")}</div>
          </>
        ) : off ? (
          <Said words={off.reason} at={off.at} by={off.by} />
        ) : (
          <span className="quiet">{t("customers.standing.voiceOn")}</span>
        )}
      </Line>
      <Line
        name={t("customers.standing.hold")}
        acts={
          hold ? (
            <>
              {ask("hold", t("customers.standing.changeHold"))}
              <Button size="xs" variant="default" loading={end.isPending} onClick={() => void attempt(() => end.mutateAsync({ id: customer.id }))} data-testid="hold-end">
                {t("customers.standing.endHold")}
              </Button>
            </>
          ) : (
            ask("hold", t("customers.standing.setHold"))
          )
        }
      >
        {hold ? (
          <Said words={`${hold.reason}, ${hold.until_on ? t("customers.standing.until", { on: date(hold.until_on) }) : t("customers.standing.openEnd")}`} at={hold.at} by={hold.by} />
        ) : (
          <span className="quiet">{t("customers.standing.none")}</span>
        )}
      </Line>
      <Line name={t("customers.standing.complaint")} acts={complaint ? ask("settle", t("customers.standing.settle")) : ask("complaint", t("customers.standing.openComplaint"))}>
        {complaint ? <Said words={complaint.words || t("customers.standing.unwritten")} at={complaint.at} by={complaint.by} /> : <span className="quiet">{t("customers.standing.none")}</span>}
        {settled.length > 0 ? <Settled customer={customer} /> : null}
      </Line>
      {asking === "off" || asking === "on" ? <VoiceDialog customer={customer} to={asking} onClose={close} /> : null}
      {asking === "hold" ? <HoldDialog customer={customer} onClose={close} /> : null}
      {asking === "complaint" || asking === "settle" ? <ComplaintDialog customer={customer} to={asking} onClose={close} /> : null}
    </Panel>
  );
}

function Line({ name, acts, children }: { name: string; acts: ReactNode; children: ReactNode }) {
  return (
    <div className={css.line}>
      <span className="quiet">{name}</span>
      <div style={{ minWidth: 0, overflowWrap: "anywhere" }}>{children}</div>
      <div className={css.acts}>{acts}</div>
    </div>
  );
}

function Said({ words, at, by }: { words: string; at: string | null; by: string | null }) {
  const t = useWords();
  const zone = useZone();
  return (
    <>
      {words}
      {at && by ? <div className="quiet small">{t("customers.standing.byAt", { at: dayTime(at, zone), by })}</div> : null}
    </>
  );
}

function Settled({ customer }: { customer: CustomerDto }) {
  const t = useWords();
  const zone = useZone();
  const { settled_complaints: settled } = customer;
  return (
    <details className="small" style={{ marginTop: 4 }}>
      <summary>{t("customers.standing.settledBefore", { count: settled.length })}</summary>
      {settled.map((row, index) => (
        <div key={index} style={{ marginTop: 4 }}>
          {row.words || t("customers.standing.unwritten")}
          {row.settled ? <div className="quiet">{t("customers.standing.settledLine", { at: dayTime(row.settled.at, zone), by: row.settled.by, how: row.settled.how })}</div> : null}
        </div>
      ))}
    </details>
  );
}

function VoiceDialog({ customer, to, onClose }: { customer: CustomerDto; to: "off" | "on"; onClose: () => void }) {
  const t = useWords();
  const off = useAct("voice_switch_off");
  const on = useAct("voice_switch_on");
  const isOff = to === "off";
  return (
    <AskReason
      title={t(isOff ? "customers.standing.voiceOffTitle" : "customers.standing.voiceOnTitle", { name: customer.name })}
      yes={t(isOff ? "customers.standing.voiceOffYes" : "customers.standing.voiceOnYes")}
      usual={isOff ? t("customers.standing.voiceReasons", { returnObjects: true }) : t("customers.standing.voiceOnReasons", { returnObjects: true })}
      onClose={onClose}
      onYes={(reason) => (isOff ? off : on).mutateAsync({ customer: customer.id, reason })}
    >
      {t(isOff ? "customers.standing.voiceOffBody" : "customers.standing.voiceOnBody")}
    </AskReason>
  );
}

function HoldDialog({ customer, onClose }: { customer: CustomerDto; onClose: () => void }) {
  const t = useWords();
  const set = useAct("hold_set");
  const [until, setUntil] = useState(customer.hold?.until_on ?? null);
  return (
    <AskReason
      title={t("customers.standing.holdTitle", { name: customer.name })}
      yes={t("customers.standing.holdYes")}
      usual={t("customers.standing.holdReasons", { returnObjects: true })}
      start={customer.hold?.reason}
      onClose={onClose}
      onYes={async (reason) => {
        if (until !== null && readDate(until) === null) throw new AppError({ code: "hold.date", message: t("common.aDate"), field: "until_on", retryable: false });
        await set.mutateAsync({ customer: customer.id, reason, until_on: until });
      }}
      more={
        <DateField
          mt="md"
          label={t("customers.standing.holdUntil")}
          description={t("customers.standing.holdUntilHint")}
          clearable
          value={until}
          onChange={(on) => {
            setUntil(on);
            set.reset();
          }}
          error={set.error?.field === "until_on" ? set.error.message : undefined}
          data-testid="hold-until"
        />
      }
    >
      {t("customers.standing.holdBody")}
    </AskReason>
  );
}

function ComplaintDialog({ customer, to, onClose }: { customer: CustomerDto; to: "complaint" | "settle"; onClose: () => void }) {
  const t = useWords();
  const open = useAct("complaint_open");
  const settle = useAct("complaint_settle");
  const [words, setWords] = useState("");
  const [fault, setFault] = useState<string | null>(null);
  const isNew = to === "complaint";
  return (
    <Confirm
      opened
      title={t(isNew ? "customers.standing.complaintTitle" : "customers.standing.settleTitle", { name: customer.name })}
      yes={t(isNew ? "customers.standing.complaintYes" : "customers.standing.settleYes")}
      disabled={words.trim() === ""}
      onClose={onClose}
      onYes={async () => {
        const said = words.trim();
        try {
          await (isNew ? open.mutateAsync({ customer: customer.id, words: said }) : settle.mutateAsync({ customer: customer.id, how: said }));
        } catch (thrown) {
          if (thrown instanceof AppError && thrown.field !== null) setFault(thrown.message);
          throw thrown;
        }
      }}
    >
      {isNew ? t("customers.standing.complaintBody") : (customer.complaint?.words ?? "")}
      <Textarea
        mt="md"
        label={t(isNew ? "customers.standing.complaintWords" : "customers.standing.settleHow")}
        value={words}
        onChange={(event) => {
          setWords(event.currentTarget.value);
          setFault(null);
        }}
        error={fault ?? undefined}
        autosize
        minRows={3}
        maxRows={10}
        data-autofocus
        data-testid="complaint-words"
      />
    </Confirm>
  );
}
