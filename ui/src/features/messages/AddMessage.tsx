import { Button, TextInput } from "@mantine/core";
import { IconMicrophone } from "@tabler/icons-react";
import { useState } from "react";

import { ErrorNote } from "../../components/Errors";
import { AppError, call, useAct, type MessageAdd, type MessageDto } from "../../ipc";
import { attempt } from "../../lib/acts";
import { useWords } from "../../words/i18n";
import css from "./Messages.module.css";

/** A minute of the best audio there is stays far below this; more is a mistake and would only fill the memory. */
const LARGEST_BYTES = 25 * 1024 * 1024;

/** The bytes of a file as base64, as the contract carries them. */
export function base64Of(file: File): Promise<string> {
  return new Promise((done, failed) => {
    const reader = new FileReader();
    reader.onload = () => done(String(reader.result).replace(/^data:[^,]*,/, ""));
    reader.onerror = () => failed(reader.error ?? new Error("unreadable"));
    reader.readAsDataURL(file);
  });
}

/** Picked, dropped, or by path. */
export function AddMessage({ onAdded }: { onAdded: (message: MessageDto) => void }) {
  const t = useWords();
  const add = useAct("message_add");
  const [over, setOver] = useState(false);
  const [path, setPath] = useState("");
  const [tooBig, setTooBig] = useState(false);
  const send = (request: MessageAdd): void => {
    setTooBig(false);
    add.mutate(request, {
      onSuccess: (message) => {
        setPath("");
        onAdded(message);
      },
    });
  };
  const dropped = async (file: File): Promise<void> => {
    if (file.size > LARGEST_BYTES) {
      setTooBig(true);
      return;
    }
    const base64 = await attempt(() => base64Of(file));
    if (base64 !== undefined) send({ path: null, file_name: file.name, base64 });
  };
  const pick = async (): Promise<void> => {
    const found = await attempt(() => call("file_pick", { title: t("messages.addTitle"), extensions: ["wav", "mp3", "m4a"] }));
    if (found?.path) send({ path: found.path, file_name: null, base64: null });
  };
  const error = tooBig ? new AppError({ code: "message.too_big", message: t("messages.tooBig"), field: null, retryable: false }) : add.error;
  const besidePath = error?.field === "path" && path !== "";
  return (
    <div
      className={css.drop}
      data-over={over || undefined}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        const file = event.dataTransfer.files[0];
        if (file) void dropped(file);
      }}
      data-testid="message-drop"
    >
      <IconMicrophone size={26} stroke={1.4} aria-hidden />
      <div>{t("messages.dropHere")}</div>
      <div className="quiet small">{t("messages.dropLimits")}</div>
      <Button size="xs" variant="light" mt={6} loading={add.isPending} onClick={() => void pick()} data-testid="message-pick">
        {t("messages.add")}
      </Button>
      <form
        style={{ display: "flex", gap: 6, alignItems: "flex-end", width: "100%", marginTop: 8, textAlign: "left" }}
        onSubmit={(event) => {
          event.preventDefault();
          send({ path, file_name: null, base64: null });
        }}
      >
        <TextInput size="xs" style={{ flex: 1 }} label={t("messages.path")} value={path} onChange={(event) => {
          setPath(event.currentTarget.value);
          add.reset();
        }} spellCheck={false} data-testid="message-path" error={besidePath} />
        <Button size="xs" type="submit" variant="default" disabled={path.trim() === ""} data-testid="message-add">
          {t("messages.pathAdd")}
        </Button>
      </form>
      {error ? (
        <div style={{ marginTop: 8, textAlign: "left", width: "100%" }}>
          <ErrorNote error={error} />
        </div>
      ) : null}
    </div>
  );
}
