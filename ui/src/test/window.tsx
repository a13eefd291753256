import { render } from "@testing-library/react";
import userEvent from "@testing-library/user-event";

import { App } from "../App";
import { queries, setTransport } from "../ipc";
import { fakeHost, type FakeHost } from "../ipc/fake";
import type { Scene } from "../ipc/fake/state";
import { resetPlace } from "../lib/router";
import { Providers } from "../Providers";

/** The whole window over the fake host, at a place. */
export function openWindow(place = "/today", scene: Scene = {}): { host: FakeHost; user: ReturnType<typeof userEvent.setup> } {
  const host = fakeHost(scene);
  setTransport(host);
  queries.clear();
  resetPlace(place);
  const user = userEvent.setup({ delay: null });
  render(
    <Providers env="test">
      <App />
    </Providers>,
  );
  return { host, user };
}

/** The requests of one command so far. */
export function asked(host: FakeHost, name: string): unknown[] {
  return host.calls.filter((call) => call.name === name).map((call) => call.request);
}
