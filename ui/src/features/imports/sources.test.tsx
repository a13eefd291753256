import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";

import { asked, openWindow } from "../../test/window";

const STOPPED = {
  id: 7, source: "repair_order", folder: "C:\\exports", names: "ro*.csv", last_file: "ro.csv", last_at: "2026-11-20T11:00:00Z", last_outcome: "Taken in: 12 new, 3 changed.",
  problem: "ro-repair.csv: Its columns are not those of before: “Close Dt” came, “Close Date” went. Open it here, check the columns, take it in, and press Go on.",
  problem_at: "2026-11-21T11:00:00Z", problem_file: "ro-repair.csv", needs_person: true,
} as const;

describe("the files of every source", () => {
  it("shows a file of repair orders by its events, and offers only what its columns can mean", async () => {
    const { user } = openWindow("/imports");
    await user.type(await screen.findByTestId("import-path"), "/exports/repair-orders.csv{Enter}");
    expect(await screen.findByTestId("import-source")).toHaveValue("Repair orders");
    await waitFor(() => expect(screen.getByTestId("import-new")).toHaveTextContent("41"));
    expect(screen.getByTestId("import-changed")).toHaveTextContent("6");
    expect(screen.getByTestId("import-preview")).toHaveTextContent("R5002 · BRK RECALL · customer pay");
    expect(screen.getByTestId("import-preview")).toHaveTextContent("No customer on file has this number");
    await user.click(screen.getByTestId("import-map-8"));
    expect((await screen.findAllByText("Opcodes")).length).toBeGreaterThan(0);
    expect(screen.queryByText("Odometer")).not.toBeInTheDocument();
  });

  it("names the columns that changed since the last file of this kind, and marks the new ones", async () => {
    const { user } = openWindow("/imports");
    await user.type(await screen.findByTestId("import-path"), "/exports/repair-changed.csv{Enter}");
    const told = await screen.findByTestId("import-columns-changed");
    expect(told).toHaveTextContent("Came: “Bay”.");
    expect(told).toHaveTextContent("Went: “Close Dt”.");
    expect(screen.getByRole("row", { name: /^Bay new/ })).toBeInTheDocument();
    expect(screen.getByRole("row", { name: /^VIN / })).not.toHaveTextContent("new");
  });

  it("reads the file again when a person says that it holds something else", async () => {
    const { host, user } = openWindow("/imports");
    await user.type(await screen.findByTestId("import-path"), "/a.csv{Enter}");
    await user.click(await screen.findByTestId("import-source"));
    await user.click(await screen.findByText("Imported lists"));
    expect(await screen.findByTestId("import-list-name")).toHaveValue("open house");
    expect(asked(host, "import_open").at(-1)).toMatchObject({ source: "list_entry" });
    await user.type(screen.getByTestId("import-list-name"), " 2");
    await waitFor(() => expect(asked(host, "import_preview").at(-1)).toMatchObject({ list: "open house 2" }));
  });

  it("takes leads in ADF without asking what their parts mean, and refuses what is no ADF beside the path", async () => {
    const { user } = openWindow("/imports");
    await user.type(await screen.findByTestId("import-path"), "/leads/lead.adf{Enter}");
    expect(await screen.findByTestId("import-adf")).toBeInTheDocument();
    expect(screen.queryByTestId("import-map-0")).not.toBeInTheDocument();
    await waitFor(() => expect(screen.getByTestId("import-strangers")).toHaveTextContent("2"));
    await waitFor(() => expect(screen.getByTestId("import-commit")).toBeEnabled());
    await user.click(screen.getByTestId("import-commit"));
    expect(await screen.findByTestId("import-done", {}, { timeout: 5000 })).toHaveTextContent("41 new, 6 changed, 880 as they were");
    await user.clear(screen.getByTestId("import-path"));
    await user.type(screen.getByTestId("import-path"), "/leads/broken.xml{Enter}");
    expect(await screen.findByText(/This is not a lead in ADF/)).toBeInTheDocument();
  });

  it("lists every source with its age, and says which is too old", async () => {
    const { host } = openWindow("/imports");
    host.state.dataAsOf = [
      { source: "customers", at: "2026-11-21T13:12:00Z", is_sample: false, is_too_old: false },
      { source: "appointment", at: "2026-11-20T14:00:00Z", is_sample: false, is_too_old: true },
      { source: "deal", at: null, is_sample: false, is_too_old: true },
    ];
    host.tell("imports");
    await waitFor(() => expect(screen.getByTestId("source-appointment")).toHaveTextContent("Fri 20 Nov 09:00: too old (the same day)"));
    expect(screen.getByTestId("source-appointment")).toHaveTextContent("Confirm, No Show");
    expect(screen.getByTestId("source-deal")).toHaveTextContent("never taken in");
  });
});

describe("watched folders", () => {
  it("are added with the sources whose columns are known, and a wrong folder is said beside its field", async () => {
    const { user } = openWindow("/imports");
    await waitFor(() => expect(screen.getByTestId("watches")).toHaveTextContent("No folder is watched"));
    await user.click(await screen.findByTestId("watch-add"));
    await user.type(await screen.findByTestId("watch-folder"), "exports");
    await user.click(screen.getByTestId("watch-save"));
    expect(await screen.findByText(/There is no such folder/)).toBeInTheDocument();
    await user.clear(screen.getByTestId("watch-folder"));
    await user.type(screen.getByTestId("watch-folder"), "C:\\exports");
    await user.type(screen.getByTestId("watch-names"), "cust*.csv");
    await user.click(screen.getByTestId("watch-save"));
    await waitFor(() => expect(screen.getByTestId("watches")).toHaveTextContent("cust*.csv"));
    expect(screen.getByTestId("watches")).toHaveTextContent("Nothing yet. It is looked at every minute.");
  });

  it("stop with a red mark that names the columns, until the file was taken in and Go on is pressed", async () => {
    const { host, user } = openWindow("/imports");
    host.state.watches = [{ ...STOPPED }];
    host.tell("imports");
    const mark = await screen.findByTestId("watch-problem-7");
    expect(mark).toHaveTextContent("Stopped since 21 Nov 2026 06:00");
    expect(mark).toHaveTextContent("“Close Dt” came, “Close Date” went");
    await user.click(screen.getByTestId("watch-go-on-7"));
    expect(await within(mark).findByText(/Nobody has said yet what the new columns mean/)).toBeInTheDocument();
    await user.click(screen.getByTestId("watch-open-7"));
    expect(await screen.findByTestId("import-path")).toHaveValue("C:\\exports\\ro-repair.csv");
    expect(asked(host, "import_open").at(-1)).toMatchObject({ path: "C:\\exports\\ro-repair.csv", source: "repair_order" });
    await waitFor(() => expect(screen.getByTestId("import-commit")).toBeEnabled());
    await user.click(screen.getByTestId("import-commit"));
    await screen.findByTestId("import-done", {}, { timeout: 5000 });
    await user.click(screen.getByRole("button", { name: "Another file" }));
    await user.click(await screen.findByTestId("watch-go-on-7"));
    await waitFor(() => expect(screen.queryByTestId("watch-problem-7")).not.toBeInTheDocument());
  });

  it("are removed after one question, and what was taken in stays", async () => {
    const { host, user } = openWindow("/imports");
    host.state.watches = [{ ...STOPPED, problem: null, problem_at: null, problem_file: null, needs_person: false }];
    host.tell("imports");
    await user.click(await screen.findByTestId("watch-remove-7"));
    expect(await screen.findByText(/What was taken in stays/)).toBeInTheDocument();
    await user.click(screen.getByTestId("confirm"));
    await waitFor(() => expect(screen.queryByTestId("watch-7")).not.toBeInTheDocument());
    expect(screen.getByTestId("watches")).toHaveTextContent("No folder is watched");
  });
});
