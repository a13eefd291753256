// The one place where numbers, phones, times and durations become text.

const NUMBER = new Intl.NumberFormat("en-CA");

export function count(value: number): string {
  return NUMBER.format(value);
}

export function percent(part: number, whole: number): string {
  if (whole <= 0) return "–";
  return `${new Intl.NumberFormat("en-CA", { maximumFractionDigits: 1 }).format((100 * part) / whole)} %`;
}

/** `+14165550134` as `(416) 555-0134`; anything else as it stands. */
export function phone(number: string | null): string {
  if (!number) return "–";
  const north = /^\+1(\d{3})(\d{3})(\d{4})$/.exec(number);
  return north ? `(${north[1]}) ${north[2]}-${north[3]}` : number;
}

/** The end of a number, for narrow places. */
export function phoneEnd(number: string | null): string {
  return number ? `…${number.slice(-4)}` : "–";
}

/** A number as a person types it, in E.164. `null` when it is no North American number. */
export function readPhone(typed: string): string | null {
  const digits = typed.replace(/[^\d]/g, "");
  if (/[a-z]/i.test(typed)) return null;
  if (digits.length === 10) return `+1${digits}`;
  return digits.length === 11 && digits.startsWith("1") ? `+${digits}` : null;
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const DAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

type Wall = { year: number; month: number; day: number; hour: number; minute: number; second: number };

const formatters = new Map<string, Intl.DateTimeFormat>();

function formatter(zone: string): Intl.DateTimeFormat {
  let found = formatters.get(zone);
  if (!found) {
    found = new Intl.DateTimeFormat("en-CA", {
      timeZone: zone,
      hourCycle: "h23",
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
      hour: "2-digit",
      minute: "2-digit",
      second: "2-digit",
    });
    formatters.set(zone, found);
  }
  return found;
}

type Offset = { since: string; seconds: number; abbreviation: string };

/** The store's own zone as the host knows it: the zone data of the machine may be older than the law. */
let learned: { zone: string; offsets: { since: number; seconds: number; abbreviation: string }[] } | null = null;

/** Local times of this zone are shown by these offsets from now on, oldest first. */
export function learnZone(zone: string, offsets: Offset[]): void {
  learned = { zone, offsets: offsets.map((offset) => ({ ...offset, since: Date.parse(offset.since) })) };
}

function offsetAt(instant: string | number, zone: string): { seconds: number; abbreviation: string } | null {
  if (learned?.zone !== zone) return null;
  const at = new Date(instant).getTime();
  return learned.offsets.findLast((offset) => offset.since <= at) ?? learned.offsets[0] ?? null;
}

/** What a clock on the wall of the zone shows at that instant. */
function wall(instant: string | number, zone: string): Wall {
  const offset = offsetAt(instant, zone);
  if (offset) {
    const at = new Date(new Date(instant).getTime() + offset.seconds * 1000);
    return {
      year: at.getUTCFullYear(),
      month: at.getUTCMonth() + 1,
      day: at.getUTCDate(),
      hour: at.getUTCHours(),
      minute: at.getUTCMinutes(),
      second: at.getUTCSeconds(),
    };
  }
  const parts: Record<string, number> = {};
  for (const part of formatter(zone).formatToParts(new Date(instant))) parts[part.type] = Number(part.value);
  const of = (name: string): number => parts[name] ?? 0;
  return { year: of("year"), month: of("month"), day: of("day"), hour: of("hour"), minute: of("minute"), second: of("second") };
}

const two = (value: number): string => String(value).padStart(2, "0");

/** `10:42` */
export function time(instant: string | number | null, zone: string): string {
  if (instant === null) return "–";
  const at = wall(instant, zone);
  return `${two(at.hour)}:${two(at.minute)}`;
}

/** `10:42:08` */
export function timeExact(instant: string | number | null, zone: string): string {
  if (instant === null) return "–";
  const at = wall(instant, zone);
  return `${two(at.hour)}:${two(at.minute)}:${two(at.second)}`;
}

/** `21 Nov 2026` of an instant. */
export function day(instant: string | number | null, zone: string): string {
  if (instant === null) return "–";
  const at = wall(instant, zone);
  return `${at.day} ${MONTHS[at.month - 1] ?? ""} ${at.year}`;
}

/** `21 Nov 2026 10:42` */
export function dayTime(instant: string | number | null, zone: string): string {
  return instant === null ? "–" : `${day(instant, zone)} ${time(instant, zone)}`;
}

/** The store's date of an instant, as `2026-11-21`. */
export function isoDay(instant: string | number, zone: string): string {
  const at = wall(instant, zone);
  return `${at.year}-${two(at.month)}-${two(at.day)}`;
}

/** The instant relative to today: `10:42` today, else `21 Nov 10:42`, with the year when it is another one. */
export function near(instant: string | null, zone: string, now: string | number | null): string {
  if (instant === null) return "–";
  const at = wall(instant, zone);
  const today = now === null ? null : wall(now, zone);
  const clock = `${two(at.hour)}:${two(at.minute)}`;
  if (today && at.year === today.year && at.month === today.month && at.day === today.day) return clock;
  const month = MONTHS[at.month - 1] ?? "";
  const year = today && at.year === today.year ? "" : ` ${at.year}`;
  return `${at.day} ${month}${year} ${clock}`;
}

/** `Mon 23 Nov 10:00`; of another year than now, `23 Nov 2025 10:00`. */
export function asOf(instant: string, zone: string, now: string | number | null): string {
  const sameYear = now === null || wall(instant, zone).year === wall(now, zone).year;
  return sameYear ? `${dateShort(isoDay(instant, zone))} ${time(instant, zone)}` : dayTime(instant, zone);
}

/** `21 Nov 2026` of a calendar date `2026-11-21`. */
export function date(on: string | null): string {
  if (!on) return "–";
  const [year, month, dayOfMonth] = on.split("-").map(Number);
  return `${dayOfMonth ?? ""} ${MONTHS[(month ?? 1) - 1] ?? ""} ${year ?? ""}`;
}

/** `2026-11-28` or `28 Nov 2026`, as `2026-11-28`; anything else is no date. */
export function readDate(typed: string): string | null {
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(typed.trim());
  const words = /^(\d{1,2})\s+([a-z]{3})[a-z]*\s+(\d{4})$/i.exec(typed.trim());
  const parts = iso
    ? [Number(iso[1]), Number(iso[2]), Number(iso[3])]
    : words
      ? [Number(words[3]), monthOf(words[2] ?? ""), Number(words[1])]
      : null;
  if (!parts) return null;
  const [year = 0, month = 0, day = 0] = parts;
  const made = new Date(Date.UTC(year, month - 1, day));
  if (made.getUTCMonth() !== month - 1 || made.getUTCDate() !== day) return null;
  return made.toISOString().slice(0, 10);
}

function monthOf(word: string): number {
  return MONTHS.findIndex((month) => month.toLowerCase() === word.toLowerCase()) + 1;
}

/** `28 Nov` of a calendar date in the year of `today`; else with its year. */
export function dateNear(on: string, today: string | null): string {
  const whole = date(on);
  return today !== null && today.slice(0, 4) === on.slice(0, 4) ? whole.slice(0, whole.lastIndexOf(" ")) : whole;
}

const MONEY = new Intl.NumberFormat("en-CA", { minimumFractionDigits: 2, maximumFractionDigits: 2 });

/** `1,249.50` of cents: the store's own money, so without a sign. */
export function money(cents: number | null): string {
  return cents === null ? "–" : MONEY.format(cents / 100);
}

/** `Sat 28 Nov` of a calendar date. */
export function dateShort(on: string): string {
  const [year = 0, month = 1, dayOfMonth = 1] = on.split("-").map(Number);
  const name = DAYS[new Date(Date.UTC(year, month - 1, dayOfMonth)).getUTCDay()] ?? "";
  return `${name.slice(0, 3)} ${dayOfMonth} ${MONTHS[month - 1] ?? ""}`;
}

/** `Saturday 21 November 2026`, for the head of a page. */
export function dateLong(instant: string | number, zone: string): string {
  const at = wall(instant, zone);
  const parts = new Intl.DateTimeFormat("en-GB", {
    timeZone: "UTC",
    weekday: "long",
    day: "numeric",
    month: "long",
    year: "numeric",
  });
  return parts.format(new Date(Date.UTC(at.year, at.month - 1, at.day))).replace(",", "");
}

/** `EST`, as the zone calls itself at that instant. */
export function zoneName(instant: string | number, zone: string): string {
  const offset = offsetAt(instant, zone);
  if (offset) return offset.abbreviation;
  const parts = new Intl.DateTimeFormat("en-CA", { timeZone: zone, timeZoneName: "short" }).formatToParts(new Date(instant));
  return parts.find((part) => part.type === "timeZoneName")?.value ?? zone;
}

/** A local wall time of the contract, `10:00:00`, as `10:00`. */
export function local(timeLocal: string | null): string {
  return timeLocal ? timeLocal.slice(0, 5) : "";
}

/** What a person types as a time, as `10:00:00`. `null` when it is none: 24 is no hour, 9 is nine o'clock. */
export function readLocal(typed: string): string | null {
  const found = /^(\d{1,2})(?:[:.h]?(\d{2}))?(?::\d{2})?\s*(am|pm)?$/i.exec(typed.trim());
  if (!found) return null;
  let hour = Number(found[1]);
  const minute = Number(found[2] ?? 0);
  const half = found[3]?.toLowerCase();
  if (half && (hour < 1 || hour > 12)) return null;
  if (half === "pm" && hour < 12) hour += 12;
  if (half === "am" && hour === 12) hour = 0;
  return hour > 23 || minute > 59 ? null : `${two(hour)}:${two(minute)}:00`;
}

/** `1 h 09 m 45 s`, `4 m 09 s`, `9 s`. Whole seconds, as the report demands. */
export function duration(ms: number | null): string {
  if (ms === null) return "–";
  const seconds = Math.max(0, Math.round(ms / 1000));
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  const rest = seconds % 60;
  if (hours > 0) return `${hours} h ${two(minutes)} m ${two(rest)} s`;
  return minutes > 0 ? `${minutes} m ${two(rest)} s` : `${rest} s`;
}

/** `20.9 s`: the time of one drop. */
export function seconds(ms: number | null): string {
  return ms === null ? "–" : `${(ms / 1000).toFixed(1)} s`;
}

/** How long ago a calendar date lies: `16 months`, `12 days`. Whole calendar months. */
export function ago(on: string, today: string): { unit: "days" | "months" | "years"; value: number } {
  const [y1 = 0, m1 = 1, d1 = 1] = on.split("-").map(Number);
  const [y2 = 0, m2 = 1, d2 = 1] = today.split("-").map(Number);
  const months = (y2 - y1) * 12 + (m2 - m1) - (d2 < d1 ? 1 : 0);
  if (months >= 24) return { unit: "years", value: Math.floor(months / 12) };
  if (months >= 2) return { unit: "months", value: months };
  const days = Math.round((Date.UTC(y2, m2 - 1, d2) - Date.UTC(y1, m1 - 1, d1)) / 86_400_000);
  return { unit: "days", value: Math.max(0, days) };
}

/** A word of the provider as people read it: `mailbox_full` as `mailbox full`. */
export function plainWord(word: string): string {
  return word.replaceAll("_", " ");
}

/** The capital letters of a name, at most two. */
export function initials(name: string): string {
  const words = name.split(/[\s-]+/).filter(Boolean);
  return [words[0], words.length > 1 ? words[words.length - 1] : undefined]
    .map((word) => word?.[0]?.toUpperCase() ?? "")
    .join("");
}

/** `48.3 MB`: as the system's file window says it, in powers of ten. */
export function size(bytes: number): string {
  const units = ["B", "kB", "MB", "GB", "TB"] as const;
  let left = bytes;
  let unit = 0;
  while (left >= 999.5 && unit < units.length - 1) {
    left /= 1000;
    unit += 1;
  }
  const digits = unit === 0 || left >= 100 ? 0 : 1;
  return `${left.toLocaleString("en-CA", { minimumFractionDigits: digits, maximumFractionDigits: digits })} ${units[unit] ?? "TB"}`;
}
