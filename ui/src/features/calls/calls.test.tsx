import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";

import { asked, openWindow } from "../../test/window";

const all = { subtypes: [], recalls: [], fetch_campaigns: [], language: "any", day: "all", customer_type: "all", city: null };

async function rowIds(): Promise<number[]> {
  const list = await screen.findByTestId("calls-list");
  await within(list).findAllByRole("checkbox");
  return within(list)
    .getAllByRole("row")
    .flatMap((row) => (row.id ? [Number(row.id.replace("call-row-", ""))] : []));
}

describe("Call Select", () => {
  it("shows how many are due for each contact type and opens the first that has somebody", async () => {
    openWindow("/calls");
    expect(await screen.findByTestId("call-type-tab-maintenance")).toHaveTextContent("Maintenance120");
    expect(screen.getByTestId("call-type-tab-sales")).toHaveAccessibleName("Sales: 0 due, 0 free");
    expect(screen.getByTestId("call-type-tab-confirm")).toHaveAttribute("aria-current", "true");
    await waitFor(() => expect(screen.getByTestId("calls-counts")).toHaveTextContent("26 due · 26 free · 0 held by runs · 0 taken"));
  });

  it("s3: greys a customer whom a run holds, with the run and its times, and frees the row when the run is gone", async () => {
    const { host } = openWindow("/calls/maintenance");
    const held = await screen.findByTestId("call-row-6");
    expect(held).toHaveTextContent("Thin Ice, Novemberrun of 10:00, until 17:30");
    expect(held).toHaveAttribute("data-held", "true");
    expect(screen.getByTestId("call-tick-6")).toBeDisabled();
    host.state.lanes = host.state.lanes.slice(1);
    host.state.lanes[0] = { ...host.state.lanes[0]!, port: null };
    host.tell("runs", "customers");
    await waitFor(() => expect(screen.getByTestId("call-row-6")).toHaveAttribute("data-held", "false"));
    expect(screen.getByTestId("call-tick-6")).toBeEnabled();
  });

  it("takes the first so many of the list in its order", async () => {
    const { host, user } = openWindow("/calls/maintenance");
    await rowIds();
    await user.clear(screen.getByTestId("how-many"));
    await user.type(screen.getByTestId("how-many"), "3{Enter}");
    await waitFor(() => expect(asked(host, "call_select_take")).toEqual([{ ask: { ...all, contact_type: "maintenance", sort: "ro_newest" }, what: { kind: "first", how_many: 3 } }]));
    const mine = screen.getByTestId("my-calls");
    await waitFor(() => expect(within(mine).getAllByRole("listitem")).toHaveLength(3));
    expect(await screen.findByText("You took 3 customers.")).toBeInTheDocument();
  });

  it("says beside the field when nobody can call so many", async () => {
    const { user } = openWindow("/calls/maintenance");
    await rowIds();
    await user.clear(screen.getByTestId("how-many"));
    await user.type(screen.getByTestId("how-many"), "500{Enter}");
    expect(await screen.findByText("Take 1 to 200 customers at a time; more would wait for you.")).toBeInTheDocument();
  });

  it("moves by arrows, ticks by space, takes by T and opens by Enter", async () => {
    const { host, user } = openWindow("/calls/maintenance");
    const ids = await rowIds();
    screen.getByTestId("calls-list").focus();
    await user.keyboard(" {ArrowDown} t");
    await waitFor(() => expect(asked(host, "call_select_take")).toMatchObject([{ what: { kind: "these", customers: [ids[0], ids[1]] } }]));
    await waitFor(() => expect(screen.getByTestId(`call-row-${ids[0]}`)).toHaveTextContent("Yousince 10:42"));
    await user.keyboard("{Enter}");
    await waitFor(() => expect(window.location.hash).toBe(`#/customers/${ids[1]}`));
  });

  it("says who has each of those that could not be taken", async () => {
    const { host, user } = openWindow("/calls/maintenance");
    const ids = await rowIds();
    await user.click(screen.getByTestId(`call-tick-${ids[0]}`));
    // Another agent was quicker, and the window has not heard of it yet.
    host.answer("call_select_take", () => ({ taken: [], refused: [{ customer: ids[0] ?? 0, why: "B. Roy took Isla Campbell A. at 10:41." }] }));
    await user.click(screen.getByTestId("take-ticked"));
    expect(await screen.findByTestId("take-refused")).toHaveTextContent("B. Roy took Isla Campbell A. at 10:41.");
  });

  it("sorts and filters by what the host is asked", async () => {
    const { host, user } = openWindow("/calls/maintenance");
    await rowIds();
    await user.click(screen.getByTestId("calls-sort"));
    await user.click(await screen.findByText("By star rating, highest to lowest"));
    await waitFor(() => expect(asked(host, "call_select_list").at(-1)).toMatchObject({ ask: { sort: "stars_highest" } }));
    await user.click(screen.getByTestId("calls-filters"));
    await user.click(await screen.findByTestId("calls-city"));
    await user.click(await screen.findByRole("option", { name: "Markham" }));
    await waitFor(() => expect(asked(host, "call_select_list").at(-1)).toMatchObject({ ask: { city: "Markham", sort: "stars_highest" } }));
    expect(screen.getByTestId("calls-filters")).toHaveTextContent("Filters (1)");
  });

  it("recycles by a typed code, a comment and Ctrl+Enter, and goes on to the next customer", async () => {
    const { host, user } = openWindow("/calls/maintenance");
    await rowIds();
    await user.click(screen.getByTestId("take-first"));
    const mine = await screen.findByTestId("my-calls");
    const calls = await within(mine).findAllByRole("listitem");
    const [first, second] = calls.map((call) => Number(call.dataset.testid?.replace("my-call-", "")));
    await user.click(screen.getByTestId(`work-${first}`));
    const code = await screen.findByTestId("recycle-code");
    await user.type(code, "left{Enter}");
    await waitFor(() => expect(code).toHaveValue("Left Message · 5 days"));
    await user.type(screen.getByTestId("recycle-comment"), "after five");
    await user.keyboard("{Control>}{Enter}{/Control}");
    await waitFor(() => expect(asked(host, "call_select_recycle")).toEqual([{ customer: first, contact_type: "maintenance", code: 2, comment: "after five", what: { kind: "customer" } }]));
    await waitFor(() => expect(asked(host, "call_select_call").at(-1)).toMatchObject({ customer: second }));
    await waitFor(() => expect(screen.queryByTestId(`my-call-${first}`)).not.toBeInTheDocument());
  });

  it("asks for a reason code before it recycles, and saves without one when something is said", async () => {
    const { host, user } = openWindow("/calls/maintenance");
    const ids = await rowIds();
    await user.click(screen.getByTestId(`call-tick-${ids[0]}`));
    await user.click(screen.getByTestId("take-ticked"));
    await user.click(await screen.findByTestId(`work-${ids[0]}`));
    await user.click(await screen.findByTestId("recycle-customer"));
    expect(await screen.findByText("Choose a reason code.")).toBeInTheDocument();
    expect(asked(host, "call_select_recycle")).toEqual([]);
    await user.click(screen.getByTestId("save-only"));
    expect(await screen.findByText("Write what happened, or choose a reason code.")).toBeInTheDocument();
    await user.type(screen.getByTestId("recycle-comment"), "Busy, again at 4");
    await user.click(screen.getByTestId("save-only"));
    await waitFor(() => expect(screen.getByTestId(`my-call-${ids[0]}`)).toHaveTextContent("saved 10:42"));
  });

  it("records nothing for a customer whom somebody else has by now, and says who", async () => {
    const { host, user } = openWindow("/calls/maintenance");
    const ids = await rowIds();
    await user.click(screen.getByTestId(`call-tick-${ids[0]}`));
    await user.click(screen.getByTestId("take-ticked"));
    await user.click(await screen.findByTestId(`work-${ids[0]}`));
    await screen.findByTestId("recycle-customer");
    const call = await host.invoke("call_select_call", { customer: ids[0], contact_type: null });
    host.answer("call_select_call", () => ({ ...(call as object), holder: { kind: "agent", name: "B. Roy", since: "2026-11-21T15:42:00Z", contact_type: null, mine: false } }) as never);
    host.tell("customers");
    expect(await screen.findByTestId("call-lost")).toHaveTextContent("B. Roy has this customer since 10:42. Nothing can be recorded meanwhile.");
    expect(screen.getByTestId("recycle-customer")).toBeDisabled();
  });

  it("gives one customer back, or all after asking once", async () => {
    const { host, user } = openWindow("/calls/maintenance");
    const ids = await rowIds();
    await user.click(screen.getByTestId("take-first"));
    await user.click(await screen.findByTestId(`give-back-${ids[0]}`));
    await waitFor(() => expect(screen.queryByTestId(`my-call-${ids[0]}`)).not.toBeInTheDocument());
    await user.click(screen.getByTestId("give-all-back"));
    await user.click(await screen.findByTestId("confirm"));
    expect(await screen.findByText("You have nobody.")).toBeInTheDocument();
    expect(asked(host, "call_select_give_back")).toEqual([{ customer: ids[0] }, { customer: null }]);
  });

  it("says what to do where nobody is due", async () => {
    openWindow("/calls/sales");
    expect(await screen.findByText("Nobody is due for Sales")).toBeInTheDocument();
    expect(screen.getByText(/no step is active/)).toBeInTheDocument();
    expect(screen.getByRole("button", { name: "Go to Campaigns" })).toBeInTheDocument();
  });

  it("exports the list as it is asked for, and the agent's own calls", async () => {
    const { host, user } = openWindow("/calls/maintenance");
    await rowIds();
    await user.click(screen.getByTestId("list-export-call_select"));
    await user.click(await screen.findByTestId("export-csv"));
    await waitFor(() => expect(asked(host, "list_save")).toEqual([{ list: { kind: "call_select", ask: { ...all, contact_type: "maintenance", sort: "ro_newest" } }, format: "csv" }]));
  });

  it("says Do Not Call in words beside the name", async () => {
    openWindow("/calls/maintenance");
    const [first] = await screen.findAllByTestId(/^do-not-call-/);
    expect(first).toHaveTextContent("Do Not Call");
  });
});
