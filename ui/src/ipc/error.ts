import type { CommandError } from "./bindings";

/** The one error that reaches a screen: a stable code, a sentence for people, and the field it is about. */
export class AppError extends Error {
  readonly code: string;
  readonly field: string | null;
  readonly retryable: boolean;

  constructor(error: CommandError) {
    super(error.message);
    this.name = "AppError";
    this.code = error.code;
    this.field = error.field;
    this.retryable = error.retryable;
  }
}

function isCommandError(value: unknown): value is CommandError {
  if (typeof value !== "object" || value === null) return false;
  const error = value as Record<string, unknown>;
  return typeof error.code === "string" && typeof error.message === "string";
}

/** Whatever was thrown, as an `AppError`. A rejection that is not the host's own becomes `ipc.failed`. */
export function appError(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown;
  if (isCommandError(thrown)) {
    return new AppError({
      code: thrown.code,
      message: thrown.message,
      field: thrown.field ?? null,
      retryable: thrown.retryable === true,
    });
  }
  return new AppError({
    code: "ipc.failed",
    message: "The window could not reach the program. Try again; if it stays so, close the window and open it again.",
    field: null,
    retryable: true,
  });
}
