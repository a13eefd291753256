import type { BackupDto } from "../../ipc";
import { date, local } from "../../lib/format";

/** When it was made, in the store's own time, which its card says. */
export function takenAt(backup: Pick<BackupDto, "taken_local">): string {
  const [on = "", at = ""] = backup.taken_local.split("T");
  return `${date(on)} ${local(at.slice(0, 8))}`;
}
