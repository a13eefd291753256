import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";

import { asked, openWindow } from "../../test/window";

describe("import", () => {
  it("asks how dates are written when both readings are possible, and counts nothing before", async () => {
    const { host, user } = openWindow("/imports", { empty: true });
    await user.type(await screen.findByTestId("import-path"), "/exports/ambiguous.csv");
    await user.click(screen.getByTestId("import-open"));
    const question = await screen.findByTestId("import-ask-dates");
    expect(within(question).getByLabelText(/“03\/04\/2025” is 4 Mar 2025/)).toBeInTheDocument();
    expect(within(question).getByLabelText(/“03\/04\/2025” is 3 Apr 2025/)).toBeInTheDocument();
    expect(screen.getByTestId("import-commit")).toBeDisabled();
    expect(asked(host, "import_preview")).toEqual([]);
    await user.click(within(question).getByLabelText(/is 3 Apr 2025/));
    await waitFor(() => expect(screen.getByTestId("import-commit")).toBeEnabled());
    expect(asked(host, "import_preview").at(-1)).toMatchObject({ date_format: "DD/MM/YYYY" });
    expect(screen.getByTestId("import-preview")).toHaveTextContent("3 Apr 2025");
  });

  it("says beside the path what is wrong with it and keeps it", async () => {
    const { user } = openWindow("/imports");
    await user.type(await screen.findByTestId("import-path"), "/exports/missing.csv{Enter}");
    expect(await screen.findByText(/There is no such file/)).toBeInTheDocument();
    expect(screen.getByTestId("import-path")).toHaveValue("/exports/missing.csv");
  });

  it("takes a file in and then shows what came of it and how to take it back", async () => {
    const { user } = openWindow("/imports");
    await user.type(await screen.findByTestId("import-path"), "/exports/today.csv{Enter}");
    await waitFor(() => expect(screen.getByTestId("import-customers")).toHaveTextContent("1,507"));
    await waitFor(() => expect(screen.getByTestId("import-commit")).toBeEnabled());
    await user.click(screen.getByTestId("import-commit"));
    expect(await screen.findByTestId("import-done", {}, { timeout: 5000 })).toHaveTextContent("12 rows rejected");
    await user.click(await screen.findByTestId("import-undo-1"));
    await user.click(await screen.findByTestId("confirm"));
    expect(await screen.findByTestId("import-undone")).toHaveTextContent("127 customers stay");
  });

  it("names the cells that could not be taken as they stand, and says how many more there are", async () => {
    const { user } = openWindow("/imports");
    await user.type(await screen.findByTestId("import-path"), "/exports/today.csv{Enter}");
    const notes = await screen.findByTestId("import-notes");
    expect(notes).toHaveTextContent("The first 20; 21 more.");
    const rows = within(notes).getAllByRole("row");
    expect(rows).toHaveLength(21);
    expect(rows[1]).toHaveTextContent("12LastSvc31/02/2025not a date as this file writes them; left blank");
  });
});
