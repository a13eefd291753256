import type { Commands, Topic, WindowEvent } from "./bindings";
import { appError } from "./error";
import type { ShellCommands } from "./shell";

export type AllCommands = Commands & ShellCommands;
export type CommandName = keyof AllCommands;
export type RequestOf<K extends CommandName> = AllCommands[K]["request"];
export type ResponseOf<K extends CommandName> = AllCommands[K]["response"];

/** What carries calls and events: the Tauri window, or the fake host of tests and design work. */
export interface Transport {
  invoke(name: string, request: unknown): Promise<unknown>;
  /** Calls back at every `changed` event; the answer ends the listening. */
  listen(heard: (event: WindowEvent) => void): () => void;
}

let transport: Transport | null = null;

export function setTransport(next: Transport): void {
  transport = next;
}

function current(): Transport {
  if (!transport) throw new Error("no transport");
  return transport;
}

/** One command of the host. Rejects with an `AppError` and with nothing else. */
export async function call<K extends CommandName>(name: K, request: RequestOf<K>): Promise<ResponseOf<K>> {
  try {
    return (await current().invoke(name, request)) as ResponseOf<K>;
  } catch (thrown) {
    throw appError(thrown);
  }
}

export function onChanged(heard: (topics: Topic[]) => void): () => void {
  return current().listen((event) => heard(event.changed));
}
