import { Button, TextInput } from "@mantine/core";
import { useRef, useState, type ReactNode } from "react";

import { AppError } from "../ipc";
import { useWords } from "../words/i18n";
import { Confirm } from "./Confirm";

type AskReasonProps = {
  title: string;
  /** What will happen. */
  children?: ReactNode;
  /** More to be filled in, under the reason. */
  more?: ReactNode;
  yes: string;
  red?: boolean;
  /** Those that are given most often: chosen by one click, and free to be changed. */
  usual: readonly string[];
  label?: string;
  /** What already stands there. */
  start?: string;
  /** Whose fault the host found, if it belongs to the reason. */
  fields?: readonly string[];
  onClose: () => void;
  onYes: (reason: string) => Promise<unknown>;
};

/** Asks once, and why. Esc closes, Enter confirms, and what was typed stays when the host refuses. Mount it to open it. */
export function AskReason({ title, children, more, yes, red, usual, label, start = "", fields = ["reason"], onClose, onYes }: AskReasonProps) {
  const t = useWords();
  const [reason, setReason] = useState(start);
  const [fault, setFault] = useState<string | null>(null);
  const field = useRef<HTMLInputElement>(null);
  const name = label ?? t("customers.reason.label");
  return (
    <Confirm
      opened
      title={title}
      yes={yes}
      red={red}
      disabled={reason.trim() === ""}
      onClose={onClose}
      onYes={async () => {
        setFault(null);
        try {
          await onYes(reason.trim());
        } catch (thrown) {
          if (thrown instanceof AppError && thrown.field !== null && fields.includes(thrown.field)) setFault(thrown.message);
          throw thrown;
        }
      }}
    >
      {children}
      <TextInput
        ref={field}
        mt="md"
        label={name}
        placeholder={t("customers.reason.placeholder")}
        value={reason}
        onChange={(event) => {
          setReason(event.currentTarget.value);
          setFault(null);
        }}
        error={fault ?? undefined}
        data-autofocus
        data-testid="reason"
      />
      {usual.length > 0 ? (
        <div role="group" aria-label={t("customers.reason.usual")} style={{ display: "flex", flexWrap: "wrap", gap: 6, marginTop: 8 }}>
          {usual.map((one) => (
            <Button
              key={one}
              size="compact-xs"
              variant={reason === one ? "light" : "default"}
              onClick={() => {
                setReason(one);
                field.current?.focus();
              }}
            >
              {one}
            </Button>
          ))}
        </div>
      ) : null}
      {more}
    </Confirm>
  );
}
