import type { AppError } from "../ipc";

export type FieldErrors = {
  /** The sentence that belongs beside a field. */
  of: (field: string) => string | undefined;
  /** The error, when it belongs to no field that is on the screen. */
  rest: AppError | null;
};

/** Puts each error where it belongs. What the window itself found wrong comes before what the host said. */
export function fieldErrors(error: AppError | null, known: readonly string[], own: Record<string, string> = {}): FieldErrors {
  const field = error?.field ?? null;
  // A host may name a part of a field: "days.end_on", "hours[3].opens_local".
  const leaf = field === null ? null : (known.find((name) => name === field || field.split(/[.[\]]+/).includes(name)) ?? null);
  return {
    of: (name) => own[name] ?? (leaf === name ? error?.message : undefined),
    rest: error && leaf === null ? error : null,
  };
}

/** Brings the first field with an error into view and under the fingers: a long form must not fail out of sight. */
export function showFirstFault(): void {
  setTimeout(() => {
    const field = document.querySelector<HTMLElement>('[aria-invalid="true"]');
    // In the middle, so that the sentence below it is seen too.
    field?.scrollIntoView?.({ block: "center" });
    field?.focus({ preventScroll: true });
  }, 50);
}
