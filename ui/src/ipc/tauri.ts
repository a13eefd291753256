import { invoke } from "@tauri-apps/api/core";
import { listen } from "@tauri-apps/api/event";

import type { WindowEvent } from "./bindings";
import type { Transport } from "./client";

/** The real host: one Tauri command, one Tauri event. */
export const tauriTransport: Transport = {
  invoke: (name, request) => invoke("call", { name, request }),
  listen: (heard) => {
    const ending = listen<WindowEvent>("changed", (event) => heard(event.payload));
    return () => void ending.then((end) => end());
  },
};
