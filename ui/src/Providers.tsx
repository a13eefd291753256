import { MantineProvider } from "@mantine/core";
import { DatesProvider } from "@mantine/dates";
import { Notifications } from "@mantine/notifications";
import { QueryClientProvider } from "@tanstack/react-query";
import type { ReactNode } from "react";

import "./words/i18n";
import { Boundary } from "./components/Errors";
import { queries } from "./ipc";
import { theme } from "./theme";

export function Providers({ children, env }: { children: ReactNode; env?: "test" }) {
  return (
    <MantineProvider theme={theme} defaultColorScheme="auto" env={env}>
      <DatesProvider settings={{ firstDayOfWeek: 1 }}>
        <QueryClientProvider client={queries}>
          <Notifications position="bottom-right" limit={4} />
          <Boundary place="window">{children}</Boundary>
        </QueryClientProvider>
      </DatesProvider>
    </MantineProvider>
  );
}
