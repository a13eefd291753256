import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";

import { AppError } from "../../ipc";
import { asked, openWindow } from "../../test/window";

const MAINTENANCE = { kind: "contact_type", contact_type: "maintenance" };

describe("the vehicle grid", () => {
  it("says of every cell due, out until, or off since when, by whom and why", async () => {
    const { user } = openWindow("/customers/1");
    expect(await screen.findByRole("switch", { name: "Maintenance, 2013 Honda Civic: on, due now" })).toBeChecked();
    expect(screen.getByRole("switch", { name: "Service Follow-up, 2013 Honda Civic: on, out until 5 Dec 2026" })).toHaveTextContent("5 Dec");
    const off = screen.getByRole("switch", { name: "Marketing, 2013 Honda Civic: off since 4 Mar 2026 by R. Marsh: Asked for service calls only" });
    expect(off).not.toBeChecked();
    off.focus();
    expect(await screen.findByTestId("cell-detail")).toHaveTextContent("off since 4 Mar 2026 by R. Marsh: Asked for service calls only");
    expect(screen.getByRole("switch", { name: "Owns, 2012 Honda Civic: off since 4 Mar 2019 by A. Snyder: Traded" })).not.toBeChecked();
    await user.click(screen.getByTestId("cell-11-recall"));
    expect(screen.queryByRole("dialog")).not.toBeInTheDocument();
    expect(screen.getByTestId("cell-detail")).toHaveTextContent("Turn Owns on first.");
    expect(screen.getByTestId("without-vehicle")).toHaveTextContent("Service Follow-up due");
  });

  it("shows a vehicle that an import gave to somebody else as not owned, and does not switch it here", async () => {
    const { host, user } = openWindow("/customers/1");
    const person = host.state.people.get(1);
    if (!person) throw new Error("the sample has customer 1");
    const moved = { reason: "moved by import", at: "2026-11-20T11:00:00Z", by: "Import" };
    host.state.people.set(1, { ...person, vehicles: person.vehicles.map((row, at) => (at === 1 ? { ...row, owned: false, is_moved: true, owns_off: moved } : row)) });
    host.tell("customers");
    const owns = await screen.findByRole("switch", { name: /^Owns, 2012 Honda Civic: off since 20 Nov 2026 by Import: moved by import$/ });
    expect(owns).toHaveAttribute("aria-disabled", "true");
    await user.click(owns);
    expect(await screen.findByTestId("cell-detail")).toHaveTextContent("It went to another customer; switch it on their page.");
    expect(asked(host, "vehicle_turn_on")).toEqual([]);
  });

  it("turns a contact type off by keyboard with a usual reason, and on again without asking", async () => {
    const { host, user } = openWindow("/customers/1");
    const owns = await screen.findByTestId("cell-10-owns");
    owns.focus();
    await user.keyboard("{ArrowRight}");
    expect(screen.getByTestId("cell-10-maintenance")).toHaveFocus();
    await user.keyboard("{Enter}");
    const dialog = await screen.findByRole("dialog");
    expect(within(dialog).getByTestId("confirm")).toBeDisabled();
    await user.click(within(dialog).getByRole("button", { name: "Services it at home" }));
    await user.keyboard("{Enter}");
    await waitFor(() => expect(asked(host, "vehicle_turn_off")).toEqual([{ customer: 1, vehicle: 10, column: MAINTENANCE, reason: "Services it at home" }]));
    await waitFor(() => expect(screen.getByTestId("cell-10-maintenance")).not.toBeChecked());
    await user.click(screen.getByTestId("cell-10-maintenance"));
    await waitFor(() => expect(asked(host, "vehicle_turn_on")).toEqual([{ customer: 1, vehicle: 10, column: MAINTENANCE }]));
    await waitFor(() => expect(screen.getByTestId("cell-10-maintenance")).toBeChecked());
  });

  it("closes by Esc without doing anything, and keeps what was typed when the host refuses", async () => {
    const { host, user } = openWindow("/customers/1");
    await user.click(await screen.findByTestId("cell-10-owns"));
    await user.type(await screen.findByTestId("reason"), "Sold");
    await user.keyboard("{Escape}");
    await waitFor(() => expect(screen.queryByRole("dialog")).not.toBeInTheDocument());
    expect(asked(host, "vehicle_turn_off")).toEqual([]);
    host.answer("vehicle_turn_off", () => {
      throw new AppError({ code: "customer.reason_long", message: "This reason is too long: use at most 200 characters.", field: "reason", retryable: false });
    });
    await user.click(screen.getByTestId("cell-10-owns"));
    const field = await screen.findByTestId("reason");
    await user.type(field, "Sold to a neighbour{Enter}");
    expect(await screen.findAllByText(/This reason is too long/)).not.toHaveLength(0);
    expect(field).toHaveValue("Sold to a neighbour");
    expect(field).toBeInvalid();
    expect(screen.getByRole("dialog")).toHaveTextContent("counts for nothing");
  });
});

describe("voice, hold and complaint", () => {
  it("switches voice off with a reason, says so on top, and switches it on again", async () => {
    const { host, user } = openWindow("/customers/1");
    await user.click(await screen.findByTestId("ask-off"));
    await user.type(await screen.findByTestId("reason"), "Moved away{Enter}");
    await waitFor(() => expect(screen.getByTestId("customer-facts")).toHaveTextContent("Voice is switched off: Moved away"));
    expect(screen.getByTestId("standing")).toHaveTextContent("by R. Marsh");
    expect(screen.getByTestId("opt-out")).toBeInTheDocument();
    await user.click(screen.getByTestId("ask-on"));
    await user.click(await screen.findByRole("button", { name: "Asked for it" }));
    await user.click(screen.getByTestId("confirm"));
    await waitFor(() => expect(asked(host, "voice_switch_on")).toEqual([{ customer: 1, reason: "Asked for it" }]));
    await waitFor(() => expect(screen.getByTestId("customer-facts")).not.toHaveTextContent("switched off"));
  });

  it("offers no switch for a customer who is opted out", async () => {
    const { user } = openWindow("/customers/1");
    await user.click(await screen.findByTestId("opt-out"));
    await user.click(await screen.findByTestId("confirm"));
    await waitFor(() => expect(screen.getByTestId("standing")).toHaveTextContent("opted out: Asked by phone"));
    expect(screen.queryByTestId("ask-off")).not.toBeInTheDocument();
  });

  it("sets a hold with a reason and a day, shows it on top, and ends it", async () => {
    const { host, user } = openWindow("/customers/1");
    await user.click(await screen.findByTestId("ask-hold"));
    await user.click(await screen.findByRole("button", { name: "Waits for a part" }));
    await user.type(screen.getByTestId("hold-until"), "2026-11-20");
    await user.click(screen.getByTestId("confirm"));
    expect((await screen.findAllByText(/would be over already/)).length).toBeGreaterThan(0);
    expect(screen.getByTestId("reason")).toHaveValue("Waits for a part");
    await user.clear(screen.getByTestId("hold-until"));
    await user.type(screen.getByTestId("hold-until"), "2026-12-04");
    await user.click(screen.getByTestId("confirm"));
    await waitFor(() => expect(screen.getByTestId("customer-facts")).toHaveTextContent("On hold until 4 Dec 2026: Waits for a part"));
    expect(asked(host, "hold_set").at(-1)).toEqual({ customer: 1, reason: "Waits for a part", until_on: "2026-12-04" });
    await user.click(screen.getByTestId("hold-end"));
    await waitFor(() => expect(screen.getByTestId("customer-facts")).not.toHaveTextContent("On hold"));
  });

  it("opens a complaint with its words and settles it with how", async () => {
    const { host, user } = openWindow("/customers/1");
    await user.click(await screen.findByTestId("ask-complaint"));
    await user.type(await screen.findByTestId("complaint-words"), "The car came back dirty");
    await user.click(screen.getByTestId("confirm"));
    await waitFor(() => expect(screen.getByTestId("customer-facts")).toHaveTextContent("Open complaint: The car came back dirty"));
    await user.click(screen.getByTestId("ask-settle"));
    await user.type(await screen.findByTestId("complaint-words"), "Cleaned");
    await user.click(screen.getByTestId("confirm"));
    await waitFor(() => expect(asked(host, "complaint_settle")).toEqual([{ customer: 1, how: "Cleaned" }]));
    expect(await screen.findByText("1 settled complaint")).toBeInTheDocument();
  });

  it("switches one number off, and says by whom and why", async () => {
    const { host, user } = openWindow("/customers/1");
    await user.click(await screen.findByTestId("phone-switch-cell"));
    await user.type(await screen.findByTestId("reason"), "Somebody else answers{Enter}");
    await waitFor(() => expect(asked(host, "number_switch_off")).toEqual([{ customer: 1, number: "+16475550101", reason: "Somebody else answers" }]));
    await waitFor(() => expect(screen.getByTestId("phone-cell")).toHaveTextContent("switched off on every file, 21 Nov 2026 10:42 by R. Marsh: Somebody else answers"));
    await user.click(screen.getByTestId("phone-switch-cell"));
    await user.type(await screen.findByTestId("reason"), "Theirs again{Enter}");
    await waitFor(() => expect(screen.getByTestId("phone-cell")).not.toHaveTextContent("switched off"));
  });
});

describe("what is on file", () => {
  it("counts every source and shows one with its dates, figures and the way to more", async () => {
    const { host, user } = openWindow("/customers/1");
    const panel = within(await screen.findByTestId("on-file"));
    expect(panel.getByTestId("on-file-repair_order")).toHaveTextContent("Repair orders 31");
    await user.click(panel.getByTestId("on-file-repair_order"));
    const row = await panel.findByTestId("event-repair_order-1000");
    for (const text of ["still open", "455821", "LOF, BRK, TIRE", "84,210", "412.50", "2013 Honda Civic"]) expect(row).toHaveTextContent(text);
    expect(panel.queryByTestId("event-repair_order-970")).not.toBeInTheDocument();
    await user.click(panel.getByTestId("on-file-more"));
    expect(await panel.findByTestId("event-repair_order-970")).toBeInTheDocument();
    expect(panel.queryByTestId("on-file-more")).not.toBeInTheDocument();
    expect(asked(host, "customer_events").at(-1)).toEqual({ customer: 1, source: "repair_order", before: { sorted_by: "", id: 976 } });
  });

  it("says what to do where a source has nothing", async () => {
    const { user } = openWindow("/customers/1");
    await user.click(await screen.findByTestId("on-file-list_entry"));
    expect(await screen.findByText(/Nothing of this on file/)).toBeInTheDocument();
    expect(screen.queryByTestId("list-export-on_file")).not.toBeInTheDocument();
  });

  it("shows every source in its own columns", async () => {
    const { user } = openWindow("/customers/1");
    for (const [source, text] of [["parts_order", "Mirror glass"], ["recall", "Fuel pump"], ["inspection", "Annual safety"], ["declined_work", "Rear brakes"], ["deal", "31,299.00"], ["traffic_entry", "Lost: Too expensive"], ["fetch_member", "Winter tires, not booked"]]) {
      await user.click(await screen.findByTestId(`on-file-${source}`));
      await waitFor(() => expect(screen.getByTestId("on-file")).toHaveTextContent(text ?? ""));
    }
  });
});
