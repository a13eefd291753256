import { IconAlertTriangle } from "@tabler/icons-react";

import type { DataAsOf } from "../ipc";
import { useNow, useZone } from "../lib/clock";
import { asOf } from "../lib/format";
import { useWords } from "../words/i18n";
import classes from "./DataAge.module.css";

/** How fresh the data are, source by source. Whether that is too old is the host's judgement; the words say it, the colour only helps. */
export function DataAge({ of }: { of: DataAsOf[] }) {
  const t = useWords();
  if (of.length > 0 && of.every((one) => one.is_sample)) {
    return (
      <span className="quiet small" data-testid="data-as-of">
        {t("common.dataSample")}
      </span>
    );
  }
  return (
    <span className={classes.all} data-testid="data-ages">
      {of.map((one) => (
        <SourceAge key={one.source} of={one} testId={one.source === "customers" ? "data-as-of" : `data-as-of-${one.source}`} />
      ))}
    </span>
  );
}

function SourceAge({ of, testId }: { of: DataAsOf; testId: string }) {
  const t = useWords();
  const zone = useZone();
  const now = useNow(60_000);
  const file = t(`sourceFile.${of.source}`);
  const words = of.is_sample
    ? t("common.dataAsOf", { file: capital(file), at: t("common.dataToday") })
    : of.at === null
      ? t("common.dataNone", { file })
      : t("common.dataAsOf", { file: capital(file), at: asOf(of.at, zone, now) });
  if (!of.is_too_old) {
    return (
      <span className="quiet small" data-testid={testId}>
        {words}
      </span>
    );
  }
  return (
    <span className={`small ${classes.old}`} data-testid={testId} data-old>
      <IconAlertTriangle size={14} aria-hidden className={classes.mark} /> {words}: {t(of.at === null ? "common.dataMissing" : "common.dataTooOld")}
    </span>
  );
}

function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
