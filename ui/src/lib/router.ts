import { useSyncExternalStore } from "react";

// The place in the program lives behind the # of the address, so that a reload comes back to it.

type Guard = () => boolean;
type Asked = { to: string };

let guard: Guard | null = null;
let asked: Asked | null = null;
let place = read();
const listeners = new Set<() => void>();

function read(): string {
  return window.location.hash.replace(/^#/, "") || "/today";
}

function tell(): void {
  listeners.forEach((listener) => listener());
}

window.addEventListener("hashchange", () => {
  const next = read();
  if (next === place) return;
  if (guard?.()) {
    window.history.replaceState(null, "", `#${place}`);
    asked = { to: next };
  } else {
    place = next;
  }
  tell();
});

/** Goes to a place of the program, unless something unsaved asks first. */
export function navigate(to: string): void {
  if (to === place) return;
  if (guard?.()) {
    asked = { to };
    tell();
    return;
  }
  go(to);
}

function go(to: string): void {
  place = to;
  asked = null;
  window.location.hash = to;
  tell();
}

/** Changes the address without leaving: a draft that has got its number. */
export function replacePlace(to: string): void {
  place = to;
  window.history.replaceState(null, "", `#${to}`);
  tell();
}

export function setGuard(next: Guard | null): void {
  guard = next;
}

/** The person was asked about unsaved changes and chose to leave, or to stay. */
export function leave(): void {
  if (!asked) return;
  guard = null;
  go(asked.to);
}

export function stay(): void {
  asked = null;
  tell();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function usePlace(): string[] {
  const now = useSyncExternalStore(subscribe, () => place);
  return now.split("/").filter(Boolean);
}

export function useAsked(): boolean {
  return useSyncExternalStore(subscribe, () => asked !== null);
}

/** For tests: back to the start, with nothing guarded. */
export function resetPlace(to = "/today"): void {
  guard = null;
  asked = null;
  place = to;
  window.history.replaceState(null, "", `#${to}`);
  tell();
}
