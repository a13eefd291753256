import { Button, Center, Loader } from "@mantine/core";
import { useEffect, type ReactNode } from "react";

import { ErrorNote } from "./components/Errors";
import { Saving } from "./components/Saving";
import { Frame } from "./features/shell/Frame";
import { Unsaved } from "./features/shell/Unsaved";
import { CannotOpen, Locked } from "./features/start/Locked";
import { Start } from "./features/start/Start";
import { followHost, useAsk } from "./ipc";
import { learnZone } from "./lib/format";
import { usePlace } from "./lib/router";
import { Screen } from "./Screen";
import { useWords } from "./words/i18n";

export function App() {
  useEffect(followHost, []);
  const t = useWords();
  const house = useAsk("house_status", {}, { refetchInterval: 15_000 });
  // Before anything is drawn: every time on the screen is shown by the host's offsets.
  const zone = house.data?.store?.zone;
  if (zone && house.data?.offsets.length) learnZone(zone, house.data.offsets);
  if (!house.data) {
    return (
      <Center h="100%">
        {house.error ? (
          <div style={{ maxWidth: 480 }}>
            <ErrorNote error={house.error} onRetry={() => void house.refetch()} />
          </div>
        ) : (
          <Button variant="transparent" leftSection={<Loader size={16} />}>
            {t("start.loading")}
          </Button>
        )}
      </Center>
    );
  }
  const { data } = house;
  switch (data.state) {
    case "first_start":
      return <Start house={data} />;
    case "locked":
      return <Locked />;
    case "cannot_open":
      return <CannotOpen problem={data.problem} />;
    case "open":
      return (
        <>
          <Frame house={data}>
            <Routed>
              <Screen />
            </Routed>
          </Frame>
          <Unsaved />
          <Saving />
        </>
      );
  }
}

/** A new place starts at its top. */
function Routed({ children }: { children: ReactNode }) {
  const place = usePlace().join("/");
  useEffect(() => {
    document.getElementById("content")?.scrollTo?.({ top: 0 });
  }, [place]);
  return children;
}
