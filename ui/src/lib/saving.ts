import { useSyncExternalStore } from "react";

/** Lists whose saving was asked for and is not over: a person may still choose their place. */
let waiting = 0;
const listeners = new Set<() => void>();

function set(next: number): void {
  waiting = next;
  listeners.forEach((heard) => heard());
}

function subscribe(heard: () => void): () => void {
  listeners.add(heard);
  return () => listeners.delete(heard);
}

/** The answer says that it is over, however it ended. */
export function beginSaving(): () => void {
  set(waiting + 1);
  return () => set(waiting - 1);
}

export function useSaving(): boolean {
  return useSyncExternalStore(subscribe, () => waiting > 0);
}
