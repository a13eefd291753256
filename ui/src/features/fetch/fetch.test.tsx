import { notifications } from "@mantine/notifications";
import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { afterEach, describe, expect, it } from "vitest";

import type { FetchCheck, FetchFind, FetchSave } from "../../ipc";
import { asked, openWindow } from "../../test/window";

afterEach(() => {
  notifications.clean();
  notifications.cleanQueue();
});

type Opened = ReturnType<typeof openWindow>;

const line = (): Promise<HTMLTextAreaElement> => screen.findByTestId<HTMLTextAreaElement>("fetch-line");
const lastSaved = ({ host }: Opened): FetchSave | undefined => asked(host, "fetch_save").at(-1) as FetchSave | undefined;
const lastFound = ({ host }: Opened): FetchFind | undefined => asked(host, "fetch_find").at(-1) as FetchFind | undefined;

/** Chooses an entry of a select in the tree; behind its name its rows on file may be counted. */
async function choose(testId: string, name: string): Promise<void> {
  fireEvent.click(await screen.findByTestId(testId));
  const wanted = new RegExp(`^${name}[\\d,]*$`);
  const find = (): Element | undefined => [...document.querySelectorAll('[role="option"]')].findLast((option) => wanted.test(option.textContent ?? ""));
  await waitFor(() => expect(find()).toBeDefined());
  fireEvent.click(find()!);
}

async function type(opened: Opened, text: string): Promise<HTMLTextAreaElement> {
  const field = await line();
  await opened.user.click(field);
  await opened.user.paste(text);
  return field;
}

describe("Fetch, built by clicks", () => {
  it("says on an empty page what to do, and asks the host for nobody", async () => {
    const { host } = openWindow("/fetch", { empty: true });
    expect(await screen.findByTestId("fetch-nothing")).toHaveTextContent("Add a rule here, type a line above, or begin with a ready-made query.");
    expect(screen.getByTestId("fetch-results")).toHaveTextContent("Ask something to see whom it finds");
    expect(screen.getByTestId("fetch-saved")).toHaveTextContent("No saved queries yet");
    expect(screen.getByTestId("fetch-save")).toBeDisabled();
    expect(asked(host, "fetch_find")).toEqual([]);
  });

  it("writes the line, the sentence and the count as the tree grows", async () => {
    const opened = openWindow("/fetch");
    await opened.user.click(await screen.findByTestId("fetch-add-rule-root"));
    expect(screen.getByTestId("fetch-field-0")).toHaveFocus();
    expect(await screen.findByTestId("fetch-fault-0")).toHaveTextContent("Say what Make is compared with.");
    await opened.user.type(screen.getByTestId("fetch-value-0"), "Honda");
    await opened.user.click(screen.getByTestId("fetch-add-rule-root"));
    await choose("fetch-field-1", "Last RO Date");
    await opened.user.type(screen.getByTestId("fetch-value-1"), "6");
    await waitFor(async () => expect(await line()).toHaveValue('Make = Honda and "Last RO Date" more than 6 months ago'));
    expect(await screen.findByTestId("fetch-sentence")).toHaveTextContent("Vehicles where Make is Honda and Last RO Date is more than 6 months ago.");
    await waitFor(() => expect(screen.getByTestId("fetch-count")).toHaveTextContent(/^\d+ vehicles of \d+ customers$/));
    expect(lastFound(opened)?.query.root.items).toEqual([
      { kind: "rule", field: "vehicle.make", comparison: "is", values: ["Honda"], unit: null },
      { kind: "rule", field: "vehicle.last_ro_on", comparison: "more_than_ago", values: ["6"], unit: "months" },
    ]);
  });

  it("asks for what they have not, within a period, with rules about one and the same row", async () => {
    const opened = openWindow("/fetch");
    await opened.user.click(await screen.findByTestId("fetch-add-has-root"));
    await choose("fetch-has-0", "has no");
    await choose("fetch-period-0", "within the last");
    await opened.user.click(screen.getByTestId("fetch-add-rule-0"));
    await choose("fetch-field-0-0", "Pay Type");
    await choose("fetch-value-0-0", "Customer Pay");
    await waitFor(async () => expect(await line()).toHaveValue('has no "Repair Orders" within the last 12 months where ("Pay Type" = "Customer Pay")'));
    // Another relation has other fields: the rules about the old one go.
    await choose("fetch-relation-0", "Deals");
    await waitFor(async () => expect(await line()).toHaveValue("has no Deals within the last 12 months"));
  });

  it("joins a group by any, none or all, and takes it out again", async () => {
    const opened = openWindow("/fetch/thin_ice");
    await opened.user.click(await screen.findByTestId("fetch-add-group-root"));
    await opened.user.type(screen.getByTestId("fetch-value-2-0"), "Honda");
    await choose("fetch-joint-2", "none of this holds");
    await waitFor(async () => expect((await line()).value).toContain("and not (Make = Honda)"));
    await opened.user.click(screen.getByTestId("fetch-remove-2"));
    await waitFor(async () => expect((await line()).value).not.toContain("Honda"));
  });

  it("offers real values with their counts, one or several", async () => {
    const opened = openWindow("/fetch");
    await opened.user.click(await screen.findByTestId("fetch-add-rule-root"));
    await opened.user.click(screen.getByTestId("fetch-value-0"));
    expect(await screen.findByRole("option", { name: /Honda\s*1,204/ })).toBeInTheDocument();
    await choose("fetch-comparison-0", "is one of");
    await opened.user.click(screen.getByTestId("fetch-value-0"));
    await opened.user.click((await screen.findAllByRole("option", { name: /Acura/ })).at(-1)!);
    await opened.user.type(screen.getByTestId("fetch-value-0"), "Saab,");
    await waitFor(async () => expect(await line()).toHaveValue("Make is one of (Acura, Saab)"));
  });

  it("says beside a rule what is wrong with it, also of a field that is gone, and below what cannot hold together", async () => {
    const opened = openWindow("/fetch/3");
    expect(await screen.findByTestId("fetch-fault-0")).toHaveTextContent("The field vehicle.lease_ends_on is no longer there. Choose another.");
    expect(screen.getByTestId("fetch-field-0")).toHaveValue("vehicle.lease_ends_on (no longer there)");
    await choose("fetch-field-0", "Year");
    await opened.user.type(screen.getByTestId("fetch-value-0"), "old");
    await waitFor(() => expect(screen.getByTestId("fetch-fault-0")).toHaveTextContent("old is no whole number. Write it like 2019."));
    expect(screen.queryByTestId("fetch-sentence")).not.toBeInTheDocument();
    await opened.user.clear(await line());
    await type(opened, "Make = Honda and Make = Ford");
    expect(await screen.findByTestId("fetch-notice")).toHaveTextContent("Make cannot be two values at once");
  });
});

describe("Fetch, typed", () => {
  it("what is typed becomes the tree, and is written as the host writes it when it is done", async () => {
    const opened = openWindow("/fetch");
    const field = await type(opened, 'Make = Honda and "Last RO Date" < 2026-01-31');
    await waitFor(() => expect(screen.getByTestId("fetch-field-1")).toHaveValue("Last RO Date"));
    expect(screen.getByTestId("fetch-comparison-1")).toHaveValue("is before");
    expect(field).toHaveValue('Make = Honda and "Last RO Date" < 2026-01-31');
    await opened.user.keyboard("{Escape}{Enter}");
    await waitFor(() => expect(field).toHaveValue('Make = Honda and "Last RO Date" before 2026-01-31'));
    // And the tree goes on writing the line.
    await opened.user.click(screen.getByTestId("fetch-remove-1"));
    await waitFor(() => expect(field).toHaveValue("Make = Honda"));
  });

  it("marks the place that cannot be read, and leaves the tree as it was", async () => {
    const opened = openWindow("/fetch/1");
    await screen.findByTestId("fetch-field-1");
    const field = await type(opened, " and Colour = red");
    expect(await screen.findByTestId("fetch-line-error")).toHaveTextContent('"Colour" does not fit here. Expected: a field.');
    expect(screen.getByTestId("fetch-line-mark")).toHaveTextContent(/^Colour$/);
    expect(field).toHaveAttribute("aria-invalid", "true");
    expect(screen.getByTestId("fetch-field-1")).toHaveValue("Last RO Date");
    expect(screen.queryByTestId("fetch-field-2")).not.toBeInTheDocument();
    // It is not saved like this, and says why.
    fireEvent.keyDown(window, { key: "s", ctrlKey: true });
    await waitFor(() => expect(screen.getAllByRole("alert").some((alert) => alert.textContent?.includes("Colour") && alert.dataset.code === "fetch.line")).toBe(true));
    expect(asked(opened.host, "fetch_save")).toEqual([]);
    // The tree is edited: the line follows it, and the error is gone.
    await opened.user.click(screen.getByTestId("fetch-remove-0"));
    await waitFor(() => expect(field).toHaveValue('"Last RO Date" more than 6 months ago'));
    expect(screen.queryByTestId("fetch-line-error")).not.toBeInTheDocument();
  });

  it("completes fields, comparisons and values with their counts, by keyboard alone", async () => {
    const opened = openWindow("/fetch");
    const field = await line();
    await opened.user.click(field);
    await opened.user.keyboard("Mak");
    const proposals = await screen.findByTestId("fetch-proposals");
    await waitFor(() => expect(within(proposals).getByRole("option", { name: "Make", selected: true })).toBeInTheDocument());
    await opened.user.keyboard("{Tab}");
    expect(field).toHaveValue("Make ");
    expect(field).toHaveFocus();
    await screen.findByRole("option", { name: "is one of" });
    await opened.user.keyboard("= ");
    expect(await screen.findByRole("option", { name: /^Honda\s*1,204 on file$/ })).toBeInTheDocument();
    await opened.user.keyboard("{ArrowDown}{Enter}");
    await waitFor(() => expect(field).toHaveValue("Make = Honda "));
    await opened.user.keyboard("{Escape}");
    expect(screen.queryByTestId("fetch-proposals")).not.toBeInTheDocument();
    expect(await screen.findByTestId("fetch-value-0")).toHaveValue("Honda");
  });

  it("an emptied line asks nothing, and is no error", async () => {
    const opened = openWindow("/fetch/1");
    await screen.findByTestId("fetch-field-1");
    await opened.user.clear(await line());
    expect(await screen.findByTestId("fetch-nothing")).toBeInTheDocument();
    expect(screen.queryByTestId("fetch-line-error")).not.toBeInTheDocument();
  });

  it("Ctrl+Enter asks at once, and again when nothing changed", async () => {
    const opened = openWindow("/fetch/1");
    await screen.findByText(/vehicles of/);
    const before = asked(opened.host, "fetch_find").length;
    fireEvent.keyDown(window, { key: "Enter", ctrlKey: true });
    await waitFor(() => expect(asked(opened.host, "fetch_find").length).toBe(before + 1));
  });

  it("asks about customers as about vehicles", async () => {
    const opened = openWindow("/fetch/1");
    await opened.user.click(await screen.findByText("Customers", { selector: "[data-testid='fetch-about'] *" }));
    await waitFor(() => expect((asked(opened.host, "fetch_check").at(-1) as FetchCheck).written).toMatchObject({ kind: "query", query: { about: "customers" } }));
  });
});

describe("Fetch, kept and sent", () => {
  it("saves a new query by its name, and the page is then the page of that query", async () => {
    const opened = openWindow("/fetch");
    await type(opened, "Make = Honda");
    fireEvent.keyDown(window, { key: "s", ctrlKey: true });
    await opened.user.type(await screen.findByTestId("fetch-name"), "Our Hondas");
    await opened.user.click(screen.getByTestId("confirm"));
    await waitFor(() => expect(window.location.hash).toMatch(/^#\/fetch\/\d+$/));
    expect(lastSaved(opened)).toMatchObject({ id: null, name: "Our Hondas", query: { about: "vehicles" } });
    expect(await screen.findByRole("heading", { level: 1, name: "Our Hondas" })).toBeInTheDocument();
    expect(screen.queryByTestId("unsaved")).not.toBeInTheDocument();
    // The second time it is saved over itself.
    await opened.user.click(screen.getByTestId("fetch-add-rule-root"));
    await opened.user.type(screen.getByTestId("fetch-value-1"), "Ford");
    expect(await screen.findByTestId("unsaved")).toBeInTheDocument();
    await opened.user.click(screen.getByTestId("fetch-save"));
    await waitFor(() => expect(screen.queryByTestId("unsaved")).not.toBeInTheDocument());
    expect(lastSaved(opened)?.id).not.toBeNull();
    expect(lastSaved(opened)?.query.root.items).toHaveLength(2);
  });

  it("says beside the name that it is taken, and keeps the dialog", async () => {
    const opened = openWindow("/fetch/thin_ice");
    await opened.user.click(await screen.findByTestId("fetch-save"));
    await opened.user.clear(await screen.findByTestId("fetch-name"));
    await opened.user.type(screen.getByTestId("fetch-name"), "quiet hondas");
    await opened.user.click(screen.getByTestId("confirm"));
    expect(await screen.findByText("There is already a query of this name. Choose another, or save over that one.")).toBeInTheDocument();
    expect(screen.getByTestId("fetch-name")).toHaveValue("quiet hondas");
  });

  it("asks before something unsaved is left", async () => {
    const opened = openWindow("/fetch/1");
    await opened.user.click(await screen.findByTestId("fetch-remove-1"));
    await screen.findByTestId("unsaved");
    await opened.user.click(screen.getByTestId("fetch-query-2"));
    expect(await screen.findByText("Leave without saving?")).toBeInTheDocument();
    await opened.user.click(screen.getByRole("button", { name: "Stay here" }));
    expect(window.location.hash).toBe("#/fetch/1");
  });

  it("finds a query by its name, renames it, and deletes it once nobody asks it", async () => {
    const opened = openWindow("/fetch/1");
    await opened.user.type(await screen.findByTestId("fetch-search"), "quiet");
    expect(screen.queryByTestId("fetch-query-2")).not.toBeInTheDocument();
    await opened.user.click(screen.getByTestId("fetch-options-1"));
    await opened.user.click(await screen.findByTestId("fetch-rename"));
    await opened.user.clear(await screen.findByTestId("fetch-name"));
    await opened.user.type(screen.getByTestId("fetch-name"), "Quiet ones");
    await opened.user.click(screen.getByTestId("confirm"));
    await waitFor(() => expect(screen.getByTestId("fetch-query-1")).toHaveTextContent("Quiet ones"));
    await opened.user.click(screen.getByTestId("fetch-options-1"));
    await opened.user.click(await screen.findByTestId("fetch-delete"));
    await opened.user.click(await screen.findByTestId("confirm"));
    await waitFor(() => expect(window.location.hash).toBe("#/fetch"));
    expect(asked(opened.host, "fetch_delete")).toEqual([{ id: 1 }]);
  });

  it("says which active campaigns ask a query that cannot be deleted", async () => {
    const opened = openWindow("/fetch/2");
    await opened.user.click(await screen.findByTestId("fetch-options-2"));
    await opened.user.click(await screen.findByTestId("fetch-delete"));
    expect(await screen.findByTestId("fetch-delete-why")).toHaveTextContent("Declined brakes asks this query and is active. Make it inactive first, or choose another query there.");
    expect(screen.getByTestId("confirm")).toBeDisabled();
  });

  it("sends a saved query to Call Select until a day, and lists it with its members", async () => {
    const opened = openWindow("/fetch/1");
    await opened.user.click(await screen.findByTestId("fetch-send"));
    await opened.user.clear(await screen.findByTestId("fetch-send-name"));
    await opened.user.type(screen.getByTestId("fetch-send-name"), "Hondas for December");
    await opened.user.click(screen.getByTestId("confirm"));
    await waitFor(() => expect(asked(opened.host, "fetch_campaign_make")).toEqual([{ query: 1, name: "Hondas for December", expires_on: "2026-12-21" }]));
    expect(await screen.findByTestId("fetch-sent")).toHaveTextContent(/are in Call Select until 21 Dec 2026\./);
    expect(screen.getByTestId("fetch-to-call-select")).toHaveAttribute("href", "#/calls/marketing");
    expect(await screen.findByText("Hondas for December")).toBeInTheDocument();
  });

  it("saves a changed query before it is sent", async () => {
    const opened = openWindow("/fetch/1");
    await opened.user.click(await screen.findByTestId("fetch-remove-1"));
    await screen.findByTestId("unsaved");
    await opened.user.click(screen.getByTestId("fetch-send"));
    expect(await screen.findByText("A query is sent as it is saved. Save it, and then choose how long it counts.")).toBeInTheDocument();
    await opened.user.click(screen.getByTestId("confirm"));
    expect(await screen.findByTestId("fetch-send-name")).toHaveValue("Quiet Hondas");
    expect(lastSaved(opened)).toMatchObject({ id: 1, name: "Quiet Hondas" });
  });

  it("saves a new query, keeps its page, and sends it then", async () => {
    const opened = openWindow("/fetch");
    await type(opened, "Make = Honda");
    await waitFor(() => expect(screen.getByTestId("fetch-send")).toBeEnabled());
    await opened.user.click(screen.getByTestId("fetch-send"));
    await opened.user.type(await screen.findByTestId("fetch-name"), "All Hondas");
    await opened.user.click(screen.getByTestId("confirm"));
    expect(await screen.findByTestId("fetch-send-name")).toHaveValue("All Hondas");
    expect(window.location.hash).toMatch(/^#\/fetch\/\d+$/);
  });

  it("says that nothing is asked yet when a key would save or count it", async () => {
    openWindow("/fetch");
    await screen.findByTestId("fetch-line");
    fireEvent.keyDown(window, { key: "s", ctrlKey: true });
    expect(await screen.findByTestId("fetch-too-early")).toHaveTextContent("asks nothing");
    expect(screen.queryByTestId("fetch-name")).not.toBeInTheDocument();
  });

  it("ends a Fetch Campaign after asking, with the number that leaves Call Select", async () => {
    const opened = openWindow("/fetch");
    await opened.user.click(await screen.findByTestId("fetch-campaign-end-1"));
    expect(await screen.findByText(/^287 who were not contacted leave Call Select\./)).toBeInTheDocument();
    await opened.user.click(screen.getByTestId("confirm"));
    await waitFor(() => expect(screen.getByTestId("fetch-campaign-1")).toHaveTextContent("Ended"));
    expect(screen.queryByTestId("fetch-campaign-end-1")).not.toBeInTheDocument();
  });

  it("exports what it finds", async () => {
    const opened = openWindow("/fetch/1");
    await opened.user.click(await screen.findByTestId("list-export-fetched"));
    await opened.user.click(await screen.findByTestId("export-csv"));
    await waitFor(() => expect(asked(opened.host, "list_save")).toEqual([{ list: { kind: "fetched", query: lastFound(opened)?.query }, format: "csv" }]));
  });

  it("keeps the last answer greyed and offers to try again when a count fails; a replaced one is asked again", async () => {
    const opened = openWindow("/fetch/1");
    await waitFor(() => expect(screen.getByTestId("fetch-count")).toHaveTextContent("vehicles of"));
    const words = screen.getByTestId("fetch-count").textContent;
    opened.host.answer("fetch_find", () => {
      throw Object.assign(new Error(), { code: "store.busy", message: "The data file is busy. Try again in a moment.", field: null, retryable: true });
    });
    await opened.user.click(screen.getByTestId("fetch-remove-1"));
    expect(await screen.findByText("The data file is busy. Try again in a moment.")).toBeInTheDocument();
    expect(screen.getByTestId("fetch-count")).toHaveTextContent(words ?? "");
    expect(screen.getByTestId("fetch-count")).toHaveAttribute("data-old");
    let stopped = true;
    opened.host.answer("fetch_find", () => {
      if (stopped) {
        stopped = false;
        throw Object.assign(new Error(), { code: "fetch.replaced", message: "Another count took its place.", field: null, retryable: true });
      }
      return { found: 7, customers: 6, rows: [] };
    });
    await opened.user.click(screen.getByRole("button", { name: "Try again" }));
    await waitFor(() => expect(screen.getByTestId("fetch-count")).toHaveTextContent("7 vehicles of 6 customers"));
  });
});
