import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";

import { drop } from "../../ipc/fake/state";
import { asked, openWindow } from "../../test/window";

describe("Today", () => {
  it("asks before a stop, in numbers, and stops once", async () => {
    const { host, user } = openWindow();
    const lane = await screen.findByTestId("lane-1");
    await user.click(within(lane).getByTestId("run-stop"));
    const dialog = await screen.findByRole("dialog");
    expect(dialog).toHaveTextContent("End Thin Ice, November for today?");
    expect(dialog).toHaveTextContent("61 customers go back to Call Select; the drop in flight finishes.");
    expect(asked(host, "run_stop")).toEqual([]);
    await user.click(screen.getByTestId("confirm"));
    await waitFor(() => expect(asked(host, "run_stop")).toEqual([{ run: 1 }]));
    await waitFor(() => expect(screen.queryByTestId("lane-1")).not.toBeInTheDocument());
  });

  it("does not speak of a drop in flight when there is none", async () => {
    const { user } = openWindow();
    await user.click(within(await screen.findByTestId("lane-4")).getByTestId("run-stop"));
    const dialog = await screen.findByRole("dialog");
    expect(dialog).toHaveTextContent("46 customers go back to Call Select.");
    expect(dialog).not.toHaveTextContent("in flight");
  });

  it("says since when and why a run waits or is paused", async () => {
    openWindow();
    expect(await screen.findByTestId("lane-4")).toHaveTextContent("paused by R. Marsh at 10:31");
    expect(screen.getByTestId("lane-5")).toHaveTextContent("waits for a port since 10:30");
    expect(screen.getByTestId("lane-1")).toHaveTextContent("running with the version of 10:00");
  });

  it("keeps a refused count beside its field, with the host's sentence", async () => {
    const { user } = openWindow();
    await user.click(within(await screen.findByTestId("lane-1")).getByTestId("run-count"));
    const field = await screen.findByTestId("run-count-input");
    await user.clear(field);
    await user.type(field, "10{Enter}");
    expect(await screen.findByText(/139 are sent already/)).toBeInTheDocument();
    expect(field).toHaveValue("10");
    await user.clear(field);
    await user.type(field, "150{Enter}");
    await waitFor(() => expect(screen.getByTestId("lane-1")).toHaveTextContent("of 150"));
  });

  it("lets a person settle what nobody knows, asking before it counts as delivered or not", async () => {
    const { host, user } = openWindow();
    const panel = await screen.findByTestId("decision-501");
    expect(panel).toHaveTextContent("Stratics accepted it at 10:21 and has sent no result since.");
    await user.click(within(panel).getByTestId("decision-ask"));
    expect(await screen.findByText(/Stratics knows no result yet/)).toBeInTheDocument();
    await user.click(within(panel).getByTestId("decision-not-delivered"));
    expect(await screen.findByRole("dialog")).toHaveTextContent("they hear the message twice");
    await user.click(screen.getByTestId("confirm"));
    await waitFor(() => expect(screen.queryByTestId("decision-501")).not.toBeInTheDocument());
    expect(asked(host, "decision_settle")).toEqual([
      { attempt: 501, choice: "ask_again" },
      { attempt: 501, choice: "treat_as_not_delivered" },
    ]);
  });

  it("holds the list still while the pointer is on it, and offers the new rows", async () => {
    const { host, user } = openWindow();
    const list = await screen.findByRole("table", { name: "In Progress and just finished" });
    const first = (): string | null => within(list).getAllByRole("row")[1]?.getAttribute("data-testid") ?? null;
    expect(first()).toBe("drop-900");
    await user.hover(list);
    host.state.drops = [drop(903, 9, 0, null), drop(902, 8, 1, null), drop(901, 7, 2, null), ...host.state.drops];
    host.tell("runs");
    const pill = await screen.findByTestId("drops-fresh");
    expect(pill).toHaveTextContent("3 new");
    expect(first()).toBe("drop-900");
    await user.click(pill);
    await waitFor(() => expect(first()).toBe("drop-903"));
  });

  it("opens the customer by a double click", async () => {
    const { user } = openWindow();
    await user.dblClick(await screen.findByTestId("drop-900"));
    expect(await screen.findByTestId("why-calling")).toHaveTextContent("Why they may be calling");
  });

  it("pauses everything by its keys, and says that each run resumes by itself", async () => {
    const { host, user } = openWindow();
    await screen.findByTestId("lane-1");
    await user.keyboard("{Control>}{Shift>}P{/Shift}{/Control}");
    await waitFor(() => expect(asked(host, "pause_all")).toHaveLength(1));
    expect(await screen.findByTestId("standstill")).toHaveTextContent("Everything is paused");
    await user.click(await screen.findByRole("button", { name: "Lift Pause all" }));
    expect(await screen.findByText(/Resume each run when you are ready/)).toBeInTheDocument();
  });

  it("shows a later result that says otherwise beside the drop it is about", async () => {
    const { host } = openWindow();
    await screen.findByTestId("drop-890");
    host.state.drops = host.state.drops.map((row) => (row.attempt === 890 ? { ...row, other_result: "mailbox_full" } : row));
    host.tell("runs");
    await waitFor(() => expect(screen.getByTestId("drop-890")).toHaveTextContent("Stratics later said: mailbox full"));
    expect(screen.getByTestId("drop-889")).not.toHaveTextContent("later said");
  });
});
