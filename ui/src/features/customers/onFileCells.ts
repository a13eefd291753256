import type { Event as FileEvent } from "../../ipc";
import { count, date, dayTime, local, money } from "../../lib/format";
import type { Words } from "../../words/i18n";

export type EventCell = {
  name: string;
  value: string | null;
  /** Amounts and figures. */
  right?: boolean;
  /** Keeps on one line. */
  date?: boolean;
};

/** The cells of one row on file, in the order of its source's columns. */
export function cellsOf(event: FileEvent, t: Words, zone: string): EventCell[] {
  const name = (key: ColumnKey): string => t(`customers.onFile.c.${key}`);
  const text = (key: ColumnKey, value: string | null): EventCell => ({ name: name(key), value });
  const on = (key: ColumnKey, value: string | null): EventCell => ({ name: name(key), value: value ? date(value) : null, date: true });
  const cents = (value: number | null): EventCell => ({ name: name("amount"), value: money(value), right: true });
  switch (event.source) {
    case "appointment":
      return [on("date", event.on), text("time", local(event.at_local) || null), text("state", t(`customers.onFile.appointment.${event.state}`)), text("services", event.services), text("advisor", event.advisor), text("team", event.team), on("booked", event.booked_on)];
    case "repair_order":
      return [
        on("opened", event.opened_on),
        { ...on("closed", event.closed_on), value: event.closed_on ? date(event.closed_on) : t("customers.onFile.stillOpen") },
        text("number", event.number),
        text("pay", t(`customers.onFile.pay.${event.pay}`)),
        text("opcodes", event.opcodes.join(", ") || null),
        text("advisor", event.advisor),
        text("technician", event.technician),
        { name: name("odometer"), value: event.odometer === null ? null : count(event.odometer), right: true },
        cents(event.amount_cents),
      ];
    case "parts_order":
      return [
        on("ordered", event.ordered_on),
        { ...on("arrived", event.arrived_on), value: event.arrived_on ? date(event.arrived_on) : t("customers.onFile.waiting") },
        text("number", event.number),
        text("parts", event.parts),
        text("counter", event.counter ? t(`customers.onFile.counter.${event.counter}`) : null),
        text("state", event.is_open ? t("customers.onFile.open") : t("customers.onFile.done")),
        cents(event.amount_cents),
      ];
    case "recall": {
      const closed = event.outcome ? t(`customers.onFile.outcome.${event.outcome}`) : t("customers.onFile.closed");
      return [
        on("opened", event.opened_on),
        text("campaign", event.campaign),
        text("recall", event.title),
        text("state", event.is_open ? t("customers.onFile.open") : closed),
        text("remedy", event.has_remedy === null ? null : event.has_remedy ? t("customers.onFile.remedy.yes") : t("customers.onFile.remedy.no")),
      ];
    }
    case "inspection":
      return [on("due", event.due_on), text("inspection", event.name)];
    case "declined_work":
      return [
        on("declined", event.declined_on),
        on("due", event.due_on),
        text("work", event.services),
        text("kind", event.kind ? t(`customers.onFile.work.${event.kind}`) : null),
        text("state", event.is_open ? t("customers.onFile.open") : t("customers.onFile.done")),
        text("repairOrder", event.ro_number),
        cents(event.amount_cents),
      ];
    case "deal":
      return [
        on("sold", event.sold_on),
        on("delivered", event.delivered_on),
        text("number", event.number),
        text("soldAs", event.is_unwound ? t("customers.onFile.unwound") : event.sold_as ? t(`customers.onFile.soldAs.${event.sold_as}`) : null),
        text("salesperson", event.salesperson),
        on("ends", event.ends_on),
        cents(event.amount_cents),
      ];
    case "traffic_entry": {
      const booked = [event.follow_up_on ? t("customers.onFile.followUp", { on: date(event.follow_up_on) }) : null, event.appointment_on ? t("customers.onFile.appointmentOn", { on: date(event.appointment_on) }) : null];
      return [
        { name: name("entered"), value: dayTime(event.entered_at, zone), date: true },
        text("kind", event.is_lead ? t("customers.onFile.lead") : t("customers.onFile.visit")),
        text("status", [event.status, event.lost_reason].filter(Boolean).join(": ")),
        text("type", event.traffic_type),
        text("interest", event.interest),
        text("booking", booked.filter(Boolean).join(", ") || null),
        text("salesperson", event.salesperson),
        text("from", event.lead_source),
        text("comment", event.comment),
      ];
    }
    case "list_entry":
      return [on("listed", event.listed_on), text("list", event.list), text("note", event.note)];
    case "fetch_member":
      return [
        on("expires", event.expires_on),
        text("campaign", event.campaign_name),
        text("state", event.is_ended ? t("customers.onFile.ended") : event.is_open ? t("customers.onFile.open") : t("customers.onFile.completed")),
        { name: name("sent"), value: dayTime(event.made_at, zone), date: true },
      ];
  }
}

type ColumnKey =
  | "date" | "time" | "booked" | "state" | "services" | "advisor" | "team" | "number" | "opened" | "closed" | "pay" | "opcodes" | "technician" | "odometer" | "amount" | "ordered" | "arrived" | "counter"
  | "parts" | "campaign" | "recall" | "remedy" | "inspection" | "due" | "declined" | "kind" | "work" | "repairOrder" | "sold" | "delivered" | "soldAs" | "salesperson" | "ends" | "entered" | "status" | "type"
  | "booking" | "interest" | "from" | "comment" | "list" | "listed" | "note" | "sent" | "expires";
