import { Portal } from "@mantine/core";

import type { TargetRow } from "../../ipc";
import { useZone } from "../../lib/clock";
import { phone, seconds, timeExact } from "../../lib/format";
import { useWords } from "../../words/i18n";
import css from "./Reports.module.css";
import { laterWords, resultWords, tookMs } from "./words";

/** Every target as a plain table, only on paper. */
export function PrintTargets({ rows }: { rows: TargetRow[] }) {
  const t = useWords();
  const zone = useZone();
  return (
    <Portal>
      <div className="only-print">
        <table className={css.printTable}>
          <thead>
            <tr>
              {(["position", "customer", "number", "sent", "took", "result", "follows"] as const).map((column) => (
                <th key={column}>{t(`reports.t.${column}`)}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.target}>
                <td>{row.position}</td>
                <td>{row.name}</td>
                <td>{phone(row.number)}</td>
                <td>{row.sent_at ? timeExact(row.sent_at, zone) : ""}</td>
                <td>{seconds(tookMs(row))}</td>
                <td>{resultWords(row, t)}</td>
                <td>{[laterWords(row, t), row.follows ?? row.detail].filter(Boolean).join(" · ")}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Portal>
  );
}
