import { screen, waitFor } from "@testing-library/react";
import { describe, expect, it } from "vitest";

import { asked, openWindow } from "../../test/window";

describe("the report of a run", () => {
  it("shows beside a target what Stratics later said otherwise", async () => {
    const { host, user } = openWindow("/reports/94");
    host.answer("print", () => ({}));
    await user.click(await screen.findByTestId("report-print"));
    // The list on the screen says it too; the printed table is what this is about.
    const printed = (await screen.findAllByText(/Stratics later said/)).filter((cell) => cell.closest("tr") !== null);
    expect(printed.map((cell) => cell.closest("tr")?.cells[0]?.textContent)).toEqual(["8"]);
    expect(printed[0]).toHaveTextContent("Stratics later said: busy · back on Call Select 1 Dec");
  });

  it("is exported from the same menu as every list", async () => {
    const { host, user } = openWindow("/reports/94");
    await user.click(await screen.findByTestId("report-export"));
    await user.click(await screen.findByTestId("export-xlsx"));
    await waitFor(() => expect(asked(host, "list_save")).toEqual([{ list: { kind: "report", run: 94 }, format: "xlsx" }]));
  });
});
