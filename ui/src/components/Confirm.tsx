import { Button, Group, Modal } from "@mantine/core";
import { useState, type ReactNode } from "react";

import type { AppError } from "../ipc";
import { useWords } from "../words/i18n";
import { ErrorNote } from "./Errors";

type ConfirmProps = {
  opened: boolean;
  title: string;
  /** What will happen, in numbers. */
  children?: ReactNode;
  /** The verb on the button: "End run", "Delete". */
  yes: string;
  no?: string;
  red?: boolean;
  disabled?: boolean;
  onClose: () => void;
  /** What it does. A rejection is shown in the dialog, which then stays open. */
  onYes: () => Promise<unknown> | void;
};

/** Asks once. Enter confirms, Esc closes. */
export function Confirm({ opened, title, children, yes, no, red, disabled, onClose, onYes }: ConfirmProps) {
  const t = useWords();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<AppError | null>(null);
  const close = (): void => {
    setError(null);
    onClose();
  };
  const confirm = async (): Promise<void> => {
    if (busy || disabled) return;
    setBusy(true);
    setError(null);
    try {
      await onYes();
      onClose();
    } catch (thrown) {
      setError(thrown as AppError);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Modal opened={opened} onClose={close} title={title} size="md" closeButtonProps={{ "aria-label": t("common.close") }}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void confirm();
        }}
      >
        {children}
        {error ? (
          <div style={{ marginTop: 12 }}>
            <ErrorNote error={error} />
          </div>
        ) : null}
        <Group justify="flex-end" mt="lg" gap="sm">
          <Button variant="default" onClick={close}>
            {no ?? t("common.cancel")}
          </Button>
          <Button type="submit" color={red ? "red.8" : undefined} loading={busy} disabled={disabled} data-testid="confirm" data-autofocus={disabled ? undefined : true}>
            {yes}
          </Button>
        </Group>
      </form>
    </Modal>
  );
}
