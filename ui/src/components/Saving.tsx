import { Button } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useEffect, useRef, useState } from "react";

import { call, useAsk, type ExportUnderWay } from "../ipc";
import { attempt } from "../lib/acts";
import { count } from "../lib/format";
import { useSaving } from "../lib/saving";
import { useWords } from "../words/i18n";

const ASK_EVERY_MS = 500;

const idOf = (id: number): string => `saving-${id}`;

/**
 * A notice at the corner for every file that is still being written: its rows so far, and a way to stop it. A file that is
 * there at once gets none.
 */
export function Saving() {
  const t = useWords();
  const isSaving = useSaving();
  const asked = useAsk("export_list", {}, { enabled: isSaving, staleTime: 0, gcTime: 0, refetchInterval: ASK_EVERY_MS });
  const known = useRef(new Map<number, "new" | "shown">());
  const exports = isSaving ? asked.data?.exports : undefined;
  const at = asked.dataUpdatedAt;
  useEffect(() => {
    for (const one of exports ?? []) {
      const note = {
        id: idOf(one.id), loading: true, autoClose: false, withCloseButton: false, withBorder: true, role: "status",
        title: t("common.saving", { file: one.file_name }), message: <Note export={one} />,
      };
      const before = known.current.get(one.id);
      if (before === "new") notifications.show(note);
      if (before === "shown") notifications.update(note);
      known.current.set(one.id, before === undefined ? "new" : "shown");
    }
    for (const id of known.current.keys()) {
      if (exports?.some((one) => one.id === id)) continue;
      notifications.hide(idOf(id));
      known.current.delete(id);
    }
  }, [exports, at, t]);
  return null;
}

function Note({ export: { id, rows } }: { export: ExportUnderWay }) {
  const t = useWords();
  const [isStopping, setStopping] = useState(false);
  const stop = async (): Promise<void> => {
    setStopping(true);
    await attempt(() => call("export_stop", { id }));
  };
  return (
    <span style={{ display: "flex", alignItems: "center", justifyContent: "space-between", gap: 12 }}>
      {/* Read out once, and not at every look. */}
      <span className="figures" aria-live="off" data-testid={`saving-rows-${id}`}>
        {t("common.savingRows", { count: rows, n: count(rows) })}
      </span>
      <Button size="compact-xs" variant="default" loading={isStopping} onClick={() => void stop()} data-testid={`saving-stop-${id}`}>
        {t("common.savingStop")}
      </Button>
    </span>
  );
}
