import { describe, expect, it } from "vitest";

import { ago, date, dateNear, dateShort, dayTime, duration, isoDay, learnZone, money, near, percent, phone, readDate, readLocal, readPhone, timeExact, zoneName } from "./format";

const NOON = "2026-11-21T15:42:08Z";

describe("format", () => {
  it("writes durations to the second, as the report demands", () => {
    expect(duration(3_849_000)).toBe("1 h 04 m 09 s");
    expect(duration(249_000)).toBe("4 m 09 s");
    expect(duration(9_000)).toBe("9 s");
    expect(duration(0)).toBe("0 s");
    expect(duration(null)).toBe("–");
  });

  it("writes cents as money, and a date of this year without the year", () => {
    expect(money(4_125_050)).toBe("41,250.50");
    expect(money(-7)).toBe("-0.07");
    expect(money(null)).toBe("–");
    expect(dateNear("2026-12-05", "2026-11-21")).toBe("5 Dec");
    expect(dateNear("2027-01-05", "2026-11-21")).toBe("5 Jan 2027");
    expect(dateNear("2026-12-05", null)).toBe("5 Dec 2026");
  });

  it("shows instants in the zone of the store", () => {
    expect(timeExact(NOON, "America/Toronto")).toBe("10:42:08");
    expect(timeExact(NOON, "America/Halifax")).toBe("11:42:08");
    expect(dayTime(NOON, "America/Toronto")).toBe("21 Nov 2026 10:42");
    expect(zoneName(NOON, "America/Toronto")).toBe("EST");
    expect(isoDay("2026-11-22T03:30:00Z", "America/Toronto")).toBe("2026-11-21");
  });

  it("shows a zone by the host's offsets where the machine's own data are old", () => {
    learnZone("America/Vancouver", [
      { since: "2026-03-08T10:00:00Z", seconds: -25_200, abbreviation: "PDT" },
      { since: "2026-11-01T09:00:00Z", seconds: -25_200, abbreviation: "MST" },
    ]);
    expect(timeExact("2026-12-15T19:00:00Z", "America/Vancouver")).toBe("12:00:00");
    expect(zoneName("2026-12-15T19:00:00Z", "America/Vancouver")).toBe("MST");
    expect(isoDay("2026-12-15T06:59:59Z", "America/Vancouver")).toBe("2026-12-14");
  });

  it("says the hour of midnight as 00", () => {
    expect(timeExact("2026-11-21T05:00:00Z", "America/Toronto")).toBe("00:00:00");
  });

  it("leaves the date out for today, and the year within the year", () => {
    expect(near(NOON, "America/Toronto", "2026-11-21T20:00:00Z")).toBe("10:42");
    expect(near("2026-11-03T15:00:00Z", "America/Toronto", NOON)).toBe("3 Nov 10:00");
    expect(near("2025-11-03T15:00:00Z", "America/Toronto", NOON)).toBe("3 Nov 2025 10:00");
  });

  it("writes calendar dates without moving them through a zone", () => {
    expect(date("2026-12-05")).toBe("5 Dec 2026");
    expect(dateShort("2026-11-28")).toBe("Sat 28 Nov");
    expect(date(null)).toBe("–");
  });

  it("writes and reads phones", () => {
    expect(phone("+14165550134")).toBe("(416) 555-0134");
    expect(phone("+442079460000")).toBe("+442079460000");
    expect(readPhone("416.555-0134")).toBe("+14165550134");
    expect(readPhone("1 (416) 555 0134")).toBe("+14165550134");
    expect(readPhone("555-0134")).toBeNull();
    expect(readPhone("416-555-0100 x12")).toBeNull();
  });

  it("reads times as people type them, and refuses what is none", () => {
    expect(readLocal("9")).toBe("09:00:00");
    expect(readLocal("17:30")).toBe("17:30:00");
    expect(readLocal("5:30 pm")).toBe("17:30:00");
    expect(readLocal("12 am")).toBe("00:00:00");
    expect(readLocal("24:00")).toBeNull();
    expect(readLocal("10:60")).toBeNull();
    expect(readLocal("soon")).toBeNull();
  });

  it("reads typed dates and refuses days that do not exist", () => {
    expect(readDate("2026-11-28")).toBe("2026-11-28");
    expect(readDate("28 Nov 2026")).toBe("2026-11-28");
    expect(readDate("2026-02-30")).toBeNull();
    expect(readDate("03/04/2025")).toBeNull();
  });

  it("counts whole calendar months", () => {
    expect(ago("2025-07-14", "2026-11-21")).toEqual({ unit: "months", value: 16 });
    expect(ago("2026-11-11", "2026-11-21")).toEqual({ unit: "days", value: 10 });
    expect(ago("2022-11-22", "2026-11-21")).toEqual({ unit: "years", value: 3 });
  });

  it("has no percentage of nothing", () => {
    expect(percent(14, 198)).toBe("7.1 %");
    expect(percent(0, 0)).toBe("–");
  });
});
