import { ActionIcon, Badge, TextInput, Tooltip } from "@mantine/core";
import { IconCheck, IconPencil, IconPointFilled, IconVolume, IconVolumeOff, IconX } from "@tabler/icons-react";
import { useState } from "react";

import { AskReason } from "../../components/AskReason";
import { Panel } from "../../components/Panel";
import { useAct, type CustomerDto, type CustomerId, type PhoneDto } from "../../ipc";
import { useZone } from "../../lib/clock";
import { date, dayTime, phone } from "../../lib/format";
import { useWords } from "../../words/i18n";
import css from "./Customers.module.css";

/** Every way to reach them: the phones with their state, and what an agent has besides. */
export function Phones({ customer }: { customer: CustomerDto }) {
  const t = useWords();
  const address = [customer.address, customer.city, [customer.region, customer.postal_code].filter(Boolean).join(" ")].filter(Boolean).join(", ");
  return (
    <Panel title={t("customers.phones.title")}>
      {customer.phones.map((row) => (
        <Phone key={row.kind} customer={customer.id} row={row} />
      ))}
      {customer.email ? <Besides label={t("customers.phones.email")} words={customer.email} testId="email" /> : null}
      {address ? <Besides label={t("customers.phones.address")} words={address} testId="address" /> : null}
    </Panel>
  );
}

function Besides({ label, words, testId }: { label: string; words: string; testId: string }) {
  return (
    <div className={css.phone} data-testid={testId}>
      <span className="quiet">{label}</span>
      <span style={{ gridColumn: "2 / -1", overflowWrap: "anywhere" }}>{words}</span>
    </div>
  );
}

function Phone({ customer, row }: { customer: CustomerId; row: PhoneDto }) {
  const t = useWords();
  const zone = useZone();
  const [editing, setEditing] = useState(false);
  const [asking, setAsking] = useState(false);
  const kind = t(`phoneKind.${row.kind}`);
  const small = t(`phoneKindSmall.${row.kind}`);
  const off = row.switched_off;
  if (editing) return <Edit customer={customer} row={row} onDone={() => setEditing(false)} />;
  return (
    <div className={css.phone} data-testid={`phone-${row.kind}`}>
      <span className="quiet">{kind}</span>
      <div className={css.numberAndState}>
        <span className="nowrap figures" style={row.fault ? { color: "var(--vd-quiet)" } : undefined}>
          {row.red_mark ? (
            <Tooltip label={t("customers.phones.redMark")}>
              <IconPointFilled size={14} color="var(--mantine-color-red-6)" aria-label={t("customers.phones.redMark")} role="img" style={{ verticalAlign: -2 }} />
            </Tooltip>
          ) : null}
          {row.number ? phone(row.number) : row.typed || t("customers.phones.empty")}
        </span>
        <span className={css.badges}>
          <State row={row} />
        </span>
      </div>
      {row.number ? (
        <ActionIcon variant="subtle" color={off ? "red" : "gray"} size="sm" onClick={() => setAsking(true)} aria-label={t(off ? "customers.phones.switchOn" : "customers.phones.switchOff", { kind: small })} title={t(off ? "customers.phones.switchOn" : "customers.phones.switchOff", { kind: small })} data-testid={`phone-switch-${row.kind}`}>
          {off ? <IconVolumeOff size={15} /> : <IconVolume size={15} />}
        </ActionIcon>
      ) : (
        <span />
      )}
      <ActionIcon variant="subtle" color="gray" size="sm" onClick={() => setEditing(true)} aria-label={t("customers.phones.edit", { kind })} data-testid={`phone-edit-${row.kind}`}>
        <IconPencil size={15} />
      </ActionIcon>
      {row.opted_out ? (
        <span className="quiet small" style={{ gridColumn: "2 / -1" }}>
          {t("customers.phones.optedOut", { at: dayTime(row.opted_out.at, zone), by: row.opted_out.by, reason: row.opted_out.reason })}
        </span>
      ) : null}
      {off ? (
        <span className="quiet small" style={{ gridColumn: "2 / -1" }}>
          {t("customers.phones.switchedOff", { at: off.at ? dayTime(off.at, zone) : "–", by: off.by ?? "–", reason: off.reason })}
        </span>
      ) : null}
      {asking && row.number ? <SwitchNumber customer={customer} number={row.number} isOff={off !== null} onClose={() => setAsking(false)} /> : null}
    </div>
  );
}

type SwitchNumberProps = { customer: CustomerId; number: string; isOff: boolean; onClose: () => void };

function SwitchNumber({ customer, number, isOff, onClose }: SwitchNumberProps) {
  const t = useWords();
  const off = useAct("number_switch_off");
  const on = useAct("number_switch_on");
  return (
    <AskReason
      title={t(isOff ? "customers.phones.switchOnTitle" : "customers.phones.switchOffTitle", { number: phone(number) })}
      yes={t(isOff ? "customers.phones.switchOnYes" : "customers.phones.switchOffYes")}
      usual={isOff ? t("customers.standing.voiceOnReasons", { returnObjects: true }) : t("customers.phones.switchReasons", { returnObjects: true })}
      onClose={onClose}
      onYes={(reason) => (isOff ? on : off).mutateAsync({ customer, number, reason })}
    >
      {t(isOff ? "customers.phones.switchOnBody" : "customers.phones.switchOffBody")}
    </AskReason>
  );
}

function State({ row }: { row: PhoneDto }) {
  const t = useWords();
  const marks: { words: string; colour: string }[] = [];
  if (row.fault && row.fault !== "empty") marks.push({ words: t(`fault.${row.fault}`, { on: date(row.until_on) }), colour: row.fault === "extension" || row.fault === "shared_line" ? "gray" : "red" });
  else if (row.kind === "work" && row.number) marks.push({ words: t("customers.phones.never"), colour: "gray" });
  else if (row.used_first) marks.push({ words: t("customers.phones.usedFirst"), colour: "teal" });
  if (row.strikes > 0) {
    const n = row.strikes;
    marks.push({ words: row.kind === "home" ? t("customers.phones.series", { n }) : t("customers.phones.impossibleSeries", { n }), colour: "orange" });
  }
  if (row.rests_until_on) marks.push({ words: t("customers.phones.rests", { on: date(row.rests_until_on) }), colour: "gray" });
  if (row.locked) marks.push({ words: t("customers.phones.locked"), colour: "gray" });
  return (
    <>
      {marks.map((mark) => (
        <Badge key={mark.words} color={mark.colour}>
          {mark.words}
        </Badge>
      ))}
    </>
  );
}

function Edit({ customer, row, onDone }: { customer: CustomerId; row: PhoneDto; onDone: () => void }) {
  const t = useWords();
  const save = useAct("phone_save");
  const [typed, setTyped] = useState(row.number ? phone(row.number) : row.typed);
  const kind = t(`phoneKind.${row.kind}`);
  return (
    <form
      style={{ display: "flex", gap: 6, alignItems: "flex-start", padding: "5px 0" }}
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate({ customer, kind: row.kind, typed }, { onSuccess: onDone });
      }}
      onKeyDown={(event) => event.key === "Escape" && onDone()}
    >
      <TextInput style={{ flex: 1 }} size="xs" value={typed} onChange={(event) => setTyped(event.currentTarget.value)} aria-label={t("customers.phones.editing", { kind })} error={save.error?.message} autoFocus inputMode="tel" data-testid={`phone-input-${row.kind}`} />
      <ActionIcon type="submit" variant="filled" size={30} loading={save.isPending} aria-label={t("customers.phones.save")}>
        <IconCheck size={16} />
      </ActionIcon>
      <ActionIcon variant="default" size={30} onClick={onDone} aria-label={t("customers.phones.cancel")}>
        <IconX size={16} />
      </ActionIcon>
    </form>
  );
}
