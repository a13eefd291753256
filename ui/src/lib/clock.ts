import { useEffect, useState } from "react";

import { useAsk, type HouseStatus } from "../ipc";

export type Clock = { now: () => number | null; zone: string };

// The clock is anchored where an answer arrived: between two answers the window counts on by itself, only to be seen.
let anchor: { for: HouseStatus; at: number } | null = null;

function clockOf(status: HouseStatus | undefined): () => number | null {
  if (!status?.now) return () => null;
  if (anchor?.for !== status) anchor = { for: status, at: performance.now() };
  const { at } = anchor;
  const start = Date.parse(status.now);
  return () => start + (performance.now() - at) * status.clock_speed;
}

/** The data file's state; every screen shares this one answer. */
export function useHouse(): HouseStatus | undefined {
  return useAsk("house_status", {}, { refetchInterval: 15_000 }).data;
}

/** The store's time zone. */
export function useZone(): string {
  return useHouse()?.store?.zone ?? "America/Toronto";
}

/** The store's clock, in milliseconds, ticking. Display only: the host decides by its own. */
export function useNow(everyMs = 1000): number | null {
  const house = useHouse();
  const [, tick] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => tick((n) => n + 1), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return clockOf(house)();
}

/** The store's date of today, `2026-11-21`. */
export { isoDay } from "./format";
