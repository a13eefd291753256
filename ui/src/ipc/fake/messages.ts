import type { Handlers } from ".";
import type { MessageDto } from "../bindings";
import { at, refuse, type FakeState } from "./state";

type Names = "message_list" | "message_add" | "message_save" | "message_approve" | "message_withdraw" | "message_audio" | "message_test_drop" | "message_test_drop_get";

/** Half a second of silence as the host would send it: 8 kHz mono 16-bit WAV. */
function silence(): string {
  const samples = 4000;
  const bytes = new Uint8Array(44 + samples * 2);
  const view = new DataView(bytes.buffer);
  const put = (offset: number, text: string): void => [...text].forEach((sign, index) => view.setUint8(offset + index, sign.charCodeAt(0)));
  put(0, "RIFF");
  view.setUint32(4, 36 + samples * 2, true);
  put(8, "WAVEfmt ");
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, 8000, true);
  view.setUint32(28, 16000, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  put(36, "data");
  view.setUint32(40, samples * 2, true);
  return btoa(String.fromCharCode(...bytes));
}

export function messageHandlers(state: FakeState): Pick<Handlers, Names> {
  const find = (id: number): MessageDto => state.messages.find((row) => row.id === id) ?? refuse("message.not_found", "This message was removed.");
  const put = (id: number, part: Partial<MessageDto>): MessageDto => {
    find(id);
    state.messages = state.messages.map((row) => (row.id === id ? { ...row, ...part } : row));
    state.tell("messages");
    return find(id);
  };
  return {
    message_list: () => ({ messages: state.messages }),
    message_add: ({ path, file_name }) => {
      const name = file_name ?? path?.split(/[\\/]/).at(-1) ?? "recording";
      if (path === "") refuse("message.no_path", "Choose a recording first.", "path");
      if (/\.(pdf|txt)$/i.test(name)) refuse("message.not_audio", "This is not a recording that can be read. Use a WAV, MP3 or M4A file.", "path");
      const made: MessageDto = { id: state.nextId++, name: name.replace(/\.\w+$/, ""), language: "en", transcript: "", contact_types: [], duration_ms: 12_400, sha256: "aa", notices: [], approved_at: null, approved_by: null, added_at: at(0), used_by: [] };
      state.messages = [...state.messages, made];
      state.tell("messages");
      return made;
    },
    message_save: ({ id, name, language, transcript, contact_types }) => {
      if (name.trim() === "") refuse("message.name", "Give the message a name.", "name");
      return put(id, { name, language, transcript, contact_types });
    },
    message_approve: ({ id }) => {
      if (find(id).transcript.trim() === "") refuse("message.no_transcript", "Type the words of the recording before you approve it.", "transcript");
      return put(id, { approved_at: at(0), approved_by: "R. Marsh" });
    },
    message_withdraw: ({ id }) => put(id, { approved_at: null, approved_by: null }),
    message_audio: () => ({ base64: silence() }),
    message_test_drop: ({ to }) => {
      if (to.replace(/\D/g, "").length < 10) refuse("phone.invalid", "That is no valid number. Write ten digits, such as 416 555 0134.", "to");
      return { attempt: 9001, result: "in_progress", at: at(0) };
    },
    message_test_drop_get: ({ attempt }) => ({ attempt, result: "delivered", at: at(0) }),
  };
}
