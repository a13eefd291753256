import "@fontsource-variable/inter/index.css";
import "@mantine/core/styles.css";
import "@mantine/dates/styles.css";
import "@mantine/notifications/styles.css";
import "./app.css";

import { createRoot } from "react-dom/client";

import { App } from "./App";
import { setTransport } from "./ipc";
import { Providers } from "./Providers";

async function begin(): Promise<void> {
  if (import.meta.env.MODE === "fake") {
    const { fakeFromAddress } = await import("./ipc/fake");
    setTransport(fakeFromAddress(window.location.search));
  } else {
    const { tauriTransport } = await import("./ipc/tauri");
    setTransport(tauriTransport);
  }
  const root = document.getElementById("root");
  if (root) {
    createRoot(root).render(
      <Providers>
        <App />
      </Providers>,
    );
  }
}

void begin();
