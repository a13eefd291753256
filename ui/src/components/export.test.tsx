import { notifications } from "@mantine/notifications";
import { screen, waitFor } from "@testing-library/react";
import { afterEach, describe, expect, it } from "vitest";

import type { ExportedList } from "../ipc";
import { asked, openWindow } from "../test/window";

const LISTS: [string, ExportedList][] = [
  ["/today", { kind: "drops_of_today" }],
  ["/campaigns", { kind: "campaigns" }],
  ["/customers", { kind: "customers" }],
  ["/customers/1", { kind: "contact_history", customer: 1 }],
  ["/customers/1", { kind: "on_file", customer: 1, source: "appointment" }],
  ["/house-accounts", { kind: "house_accounts" }],
  ["/messages", { kind: "messages" }],
  ["/reports", { kind: "runs" }],
  ["/recycle", { kind: "recycle_codes" }],
  ["/imports", { kind: "imports" }],
  ["/audit", { kind: "audit" }],
];

// They outlive the window, and only so many are shown at a time.
afterEach(() => {
  notifications.clean();
  notifications.cleanQueue();
});

describe("export", () => {
  it.each(LISTS)("the list on %s is saved as a workbook and as CSV", async (place, list) => {
    const { host, user } = openWindow(place);
    await user.click(await screen.findByTestId(`list-export-${list.kind}`));
    await user.click(await screen.findByTestId("export-xlsx"));
    await waitFor(() => expect(asked(host, "list_save")).toEqual([{ list, format: "xlsx" }]));
    expect(await screen.findByText(/^Saved to .*2026-11-21\.xlsx$/)).toBeInTheDocument();
    await user.click(screen.getByTestId(`list-export-${list.kind}`));
    await user.click(await screen.findByTestId("export-csv"));
    await waitFor(() => expect(asked(host, "list_save").at(-1)).toEqual({ list, format: "csv" }));
  });

  it("saves what a search found, and not the whole list", async () => {
    const { host, user } = openWindow("/customers");
    await user.type(await screen.findByTestId("customers-filter"), "tremblay");
    await user.click(await screen.findByTestId("list-export-found"));
    await user.click(await screen.findByTestId("export-csv"));
    await waitFor(() => expect(asked(host, "list_save")).toEqual([{ list: { kind: "found", text: "tremblay" }, format: "csv" }]));
  });

  it("saves who would get a drop, and the people behind each reason, by the set-up on the screen", async () => {
    const { host, user } = openWindow("/campaigns/1");
    await user.click(await screen.findByTestId("list-export-eligible"));
    await user.click(await screen.findByTestId("export-csv"));
    await waitFor(() => expect(asked(host, "list_save")).toHaveLength(1));
    const { spec } = host.state.campaigns[0] ?? {};
    expect(asked(host, "list_save")[0]).toEqual({ list: { kind: "eligible", spec, campaign: 1 }, format: "csv" });
    await user.click(screen.getByTestId("reason-impossible"));
    await user.click(await screen.findByTestId("list-export-excluded"));
    await user.click(await screen.findByTestId("export-xlsx"));
    await waitFor(() => expect(asked(host, "list_save").at(-1)).toEqual({ list: { kind: "excluded", spec, campaign: 1, group: "impossible" }, format: "xlsx" }));
  });

  it("offers the rejected rows of a file in both formats", async () => {
    const { host, user } = openWindow("/imports");
    await user.click(await screen.findByRole("button", { name: /^Download the rejected rows of/ }));
    await user.click(await screen.findByTestId("export-xlsx"));
    await waitFor(() => expect(asked(host, "list_save")).toEqual([{ list: { kind: "rejected_rows", import: 1 }, format: "xlsx" }]));
  });

  it("is not offered for a list that is empty", async () => {
    openWindow("/audit", { empty: true });
    await screen.findByText("Nothing was changed yet");
    expect(screen.queryByTestId("list-export-audit")).not.toBeInTheDocument();
  });

  it("says what went wrong when the file cannot be made", async () => {
    const { host, user } = openWindow("/audit");
    host.answer("list_save", () => {
      throw Object.assign(new Error(), { code: "file.not_written", message: "The file could not be written. Choose another folder, or check whether the disk is full.", field: null, retryable: true });
    });
    await user.click(await screen.findByTestId("list-export-audit"));
    await user.click(await screen.findByTestId("export-csv"));
    expect(await screen.findByText("The file could not be written. Choose another folder, or check whether the disk is full.")).toBeInTheDocument();
  });

  it("shows how far a long one is, and stops it", async () => {
    const { host, user } = openWindow("/audit");
    let end: (thrown: unknown) => void = () => undefined;
    let rows = 0;
    host.answer("list_save", () => new Promise((_, refuse) => { end = refuse; }) as never);
    host.answer("export_list", () => ({ exports: [{ id: 3, file_name: "Audit.csv", rows: (rows += 206_000) }] }));
    host.answer("export_stop", () => {
      end(Object.assign(new Error(), { code: "export.stopped", message: "The export was stopped; no file was written.", field: null, retryable: false }));
      return {};
    });
    await user.click(await screen.findByTestId("list-export-audit"));
    await user.click(await screen.findByTestId("export-csv"));
    expect(await screen.findByText("Saving Audit.csv", undefined, { timeout: 5_000 })).toBeInTheDocument();
    await waitFor(() => expect(screen.getByTestId("saving-rows-3")).toHaveTextContent(/^[1-9][\d,]*,000 rows so far$/));
    await user.click(screen.getByTestId("saving-stop-3"));
    await waitFor(() => expect(asked(host, "export_stop")).toEqual([{ id: 3 }]));
    expect(await screen.findByText("The export was stopped; no file was written.")).toBeInTheDocument();
    await waitFor(() => expect(screen.queryByText("Saving Audit.csv")).not.toBeInTheDocument());
  });
});
