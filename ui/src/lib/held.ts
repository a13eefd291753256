import { useState } from "react";

type Held<T> = {
  rows: T[];
  /** How many wait above, while the list is being read. */
  fresh: number;
  /** Shows them. */
  release: () => void;
};

/**
 * A live list that holds still while it is read: rows keep their places, their contents stay current, and what is new
 * waits to be asked for. `keyOf` names a row over its whole life.
 */
export function useHeldRows<T>(live: T[], keyOf: (row: T) => number, reading: boolean): Held<T> {
  const [held, setHeld] = useState<T[] | null>(null);
  // Nothing can be read in an empty list.
  const holds = reading && live.length > 0;
  if (!holds && held !== null) setHeld(null);
  if (holds && held === null) setHeld(live);
  if (!holds || held === null) return { rows: live, fresh: 0, release: () => {} };
  const current = new Map(live.map((row) => [keyOf(row), row]));
  const places = new Set(held.map(keyOf));
  return {
    rows: held.map((row) => current.get(keyOf(row)) ?? row),
    fresh: live.filter((row) => !places.has(keyOf(row))).length,
    release: () => setHeld(live),
  };
}
