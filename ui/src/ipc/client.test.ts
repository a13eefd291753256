import { describe, expect, it } from "vitest";

import { call, setTransport } from "./client";
import { AppError } from "./error";

function failing(thrown: unknown): void {
  setTransport({ invoke: () => Promise.reject(thrown), listen: () => () => {} });
}

describe("call", () => {
  it("throws what the host says as a typed error with its field", async () => {
    failing({ code: "campaign.count", message: "Send to at least 1.", field: "count", retryable: false });
    const error = await call("today_get", {}).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(AppError);
    expect(error).toMatchObject({ code: "campaign.count", field: "count", message: "Send to at least 1.", retryable: false });
  });

  it("makes anything else the code ipc.failed", async () => {
    failing("boom");
    await expect(call("today_get", {})).rejects.toMatchObject({ code: "ipc.failed", retryable: true, field: null });
  });
});
