import type { BackupDto } from "../bindings";

const instant = (minutesFromNow: number): string => new Date(Date.parse("2026-11-21T15:42:08Z") + minutesFromNow * 60_000).toISOString();

export const FOLDER = "C:\\Users\\rmarsh\\AppData\\Roaming\\com.voicedrops.desktop\\backups";

export function backup(day: number, part: Partial<BackupDto> = {}): BackupDto {
  const on = `2026-11-${String(21 - day).padStart(2, "0")}`;
  const name = part.name ?? `voicedrops ${on} 0731 practice`;
  return {
    path: `${FOLDER}\\${name}`, name, taken_at: instant(-day * 1440 - 191), taken_local: `${on}T07:31:00`, cause: "daily", kind: "practice", store: "Northgate Honda",
    bytes: 48_300_000 - day * 210_000, customers: 11_840 - day * 12, campaigns: 7, runs: 94 - day * 3, drops: 6_412 - day * 180, verified_at: instant(-day * 1440 - 190),
    is_of_this_file: true, opens_with_passphrase: true, ...part,
  };
}

/** A week, two weeks before it, one by hand, and one of the live file in the same folder. */
export function backups(): BackupDto[] {
  const days = [0, 1, 2, 3, 4, 5, 6, 13, 20].map((day) => backup(day));
  const byHand = backup(3, { cause: "by_hand", name: "voicedrops 2026-11-18 1612 practice", taken_local: "2026-11-18T16:12:40" });
  const other = backup(8, { name: "voicedrops 2026-11-13 0800 live", taken_local: "2026-11-13T08:00:03", kind: "live", store: "Northgate Honda", is_of_this_file: false, opens_with_passphrase: false, customers: 9_120 });
  return [...days.slice(0, 3), byHand, ...days.slice(3, 7), other, ...days.slice(7)];
}
