import { Button, Textarea, TextInput } from "@mantine/core";
import { useState } from "react";

import { Confirm } from "../../components/Confirm";
import { tell } from "../../components/Errors";
import { useAct, type CallBackOutcome, type CustomerDto } from "../../ipc";
import { useWords } from "../../words/i18n";

const OUTCOMES: CallBackOutcome[] = ["booked", "confirmed", "informed", "call_again", "no_longer_owns", "wrong_number", "opt_out", "not_reached", "other"];

type DialogProps = { customer: CustomerDto; opened: boolean; onClose: () => void };

/** One key, one choice, Enter: a call-back is logged while the caller is still on the line. */
export function LogCallBack({ customer, opened, onClose }: DialogProps) {
  const t = useWords();
  const log = useAct("call_back_log");
  const [outcome, setOutcome] = useState<CallBackOutcome>("booked");
  const [note, setNote] = useState("");
  return (
    <Confirm
      opened={opened}
      title={t("customers.log.title", { name: customer.name })}
      yes={t("customers.log.save")}
      onClose={onClose}
      onYes={async () => {
        const { from_drop: drop } = await log.mutateAsync({ customer: customer.id, outcome, note: note.trim() });
        tell(drop ? t("customers.log.doneFrom", { drop }) : t("customers.log.done"));
        setNote("");
        setOutcome("booked");
      }}
    >
      <div style={{ fontWeight: 550, marginBottom: 6 }} id="outcome-label">
        {t("customers.log.outcome")}
      </div>
      <div role="radiogroup" aria-labelledby="outcome-label" style={{ display: "flex", flexWrap: "wrap", gap: 6 }}>
        {OUTCOMES.map((value) => (
          <Button key={value} size="xs" role="radio" aria-checked={outcome === value} variant={outcome === value ? "filled" : "default"} onClick={() => setOutcome(value)} data-testid={`outcome-${value}`}>
            {t(`outcome.${value}`)}
          </Button>
        ))}
      </div>
      <Textarea mt="md" label={t("customers.log.note")} placeholder={t("customers.log.notePlaceholder")} value={note} onChange={(event) => setNote(event.currentTarget.value)} minRows={2} autosize maxRows={6} data-testid="call-back-note" />
    </Confirm>
  );
}

export function OptOutDialog({ customer, opened, onClose }: DialogProps) {
  const t = useWords();
  const act = useAct("customer_opt_out");
  const [reason, setReason] = useState("");
  const numbers = customer.phones.filter((phone) => phone.number !== null).length;
  const said = reason.trim() === "" ? t("customers.optOut.reasonDefault") : reason.trim();
  return (
    <Confirm
      opened={opened}
      red
      title={t("customers.optOut.title", { name: customer.name })}
      yes={t("customers.optOut.yes")}
      onClose={onClose}
      onYes={async () => {
        await act.mutateAsync({ customer: customer.id, reason: said });
        tell(t("customers.optOut.done"));
      }}
    >
      {t("customers.optOut.body", { count: Math.max(1, numbers) })}
      <TextInput mt="md" label={t("customers.optOut.reason")} placeholder={t("customers.optOut.reasonDefault")} value={reason} onChange={(event) => setReason(event.currentTarget.value)} error={act.error?.field === "reason" ? act.error.message : undefined} data-testid="opt-out-reason" />
    </Confirm>
  );
}

export function OptInDialog({ customer, opened, onClose }: DialogProps) {
  const t = useWords();
  const act = useAct("customer_opt_in");
  const [reason, setReason] = useState("");
  return (
    <Confirm
      opened={opened}
      title={t("customers.optOut.liftTitle", { name: customer.name })}
      yes={t("customers.optOut.liftYes")}
      disabled={reason.trim() === ""}
      onClose={onClose}
      onYes={async () => {
        await act.mutateAsync({ customer: customer.id, reason: reason.trim() });
        tell(t("customers.optOut.lifted"));
        setReason("");
      }}
    >
      {t("customers.optOut.liftBody")}
      <TextInput mt="md" label={t("customers.optOut.liftReason")} value={reason} onChange={(event) => setReason(event.currentTarget.value)} error={act.error?.field === "reason" ? act.error.message : undefined} data-testid="opt-in-reason" data-autofocus />
    </Confirm>
  );
}
