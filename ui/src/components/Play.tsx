import { ActionIcon } from "@mantine/core";
import { IconPlayerPlayFilled, IconPlayerStopFilled } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";

import { call, type MessageId } from "../ipc";
import { attempt } from "../lib/acts";
import { useWords } from "../words/i18n";

function blobOf(base64: string): Blob {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let index = 0; index < text.length; index += 1) bytes[index] = text.charCodeAt(index);
  return new Blob([bytes], { type: "audio/wav" });
}

type PlayProps = { message: MessageId; name: string; size?: number };

/** Plays a recording in the window. */
export function Play({ message, name, size = 34 }: PlayProps) {
  const t = useWords();
  const [state, setState] = useState<"still" | "loading" | "playing">("still");
  const audio = useRef<{ player: HTMLAudioElement; address: string } | null>(null);
  const stop = (): void => {
    if (audio.current) {
      audio.current.player.pause();
      URL.revokeObjectURL(audio.current.address);
      audio.current = null;
    }
  };
  useEffect(() => stop, []);
  const toggle = async (): Promise<void> => {
    if (state !== "still") {
      stop();
      setState("still");
      return;
    }
    setState("loading");
    const played = await attempt(async () => {
      const { base64 } = await call("message_audio", { id: message });
      const address = URL.createObjectURL(blobOf(base64));
      const player = new Audio(address);
      audio.current = { player, address };
      player.onended = () => {
        stop();
        setState("still");
      };
      await player.play();
      return true;
    });
    setState(played ? "playing" : "still");
  };
  const playing = state === "playing";
  return (
    <ActionIcon
      radius="xl"
      size={size}
      variant="filled"
      loading={state === "loading"}
      onClick={() => void toggle()}
      aria-label={playing ? t("common.stopPlaying", { name }) : t("common.play", { name })}
      data-testid={`play-${message}`}
      style={{ flexShrink: 0 }}
    >
      {playing ? <IconPlayerStopFilled size={size / 2.3} /> : <IconPlayerPlayFilled size={size / 2.3} />}
    </ActionIcon>
  );
}
