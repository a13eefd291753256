import { IconAlertTriangle } from "@tabler/icons-react";

import type { DataAsOf } from "../ipc";
import { useNow, useZone } from "../lib/clock";
import { asOf } from "../lib/format";
import { useWords } from "../words/i18n";

/** How fresh the customers are. Whether that is too old is the host's judgement; the words say it, the colour only helps. */
export function DataAge({ of }: { of: DataAsOf }) {
  const t = useWords();
  const zone = useZone();
  const now = useNow(60_000);
  const words = of.is_sample ? t("common.dataSample") : of.at === null ? t("common.dataNone") : t("common.dataAsOf", { at: asOf(of.at, zone, now) });
  if (!of.is_too_old) {
    return (
      <span className="quiet small" data-testid="data-as-of">
        {words}
      </span>
    );
  }
  return (
    <span className="small" style={{ color: "var(--vd-amber)" }} data-testid="data-as-of" data-old>
      <IconAlertTriangle size={14} aria-hidden style={{ verticalAlign: -2 }} /> {words}: {t("common.dataTooOld")}
    </span>
  );
}
