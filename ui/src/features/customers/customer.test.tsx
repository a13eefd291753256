import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";

import { asked, openWindow } from "../../test/window";

describe("a customer's page", () => {
  it("says first why they may be calling: the drop, the vehicle and the words", async () => {
    openWindow("/customers/1");
    const why = await screen.findByTestId("why-calling");
    expect(why).toHaveTextContent("In Progress");
    expect(why).toHaveTextContent("to the cell (647) 555-0101");
    expect(why).toHaveTextContent("Thin Ice, November");
    expect(why).toHaveTextContent("Hi, it’s Alex at Northgate Honda");
    expect(why).toHaveTextContent("last service 16 months ago");
  });

  it("shows the e-mail and the address beside the phones", async () => {
    openWindow("/customers/1");
    expect(await screen.findByTestId("email")).toHaveTextContent("customer1@example.com");
    expect(screen.getByTestId("address")).toHaveTextContent("1 Yonge Street");
  });

  it("logs a call-back by one key, an outcome and Enter", async () => {
    const { host, user } = openWindow("/customers/1");
    await screen.findByTestId("why-calling");
    await user.keyboard("l");
    const dialog = await screen.findByRole("dialog");
    await user.click(within(dialog).getByTestId("outcome-informed"));
    await user.type(within(dialog).getByTestId("call-back-note"), "asked about tires");
    await user.click(screen.getByTestId("confirm"));
    await waitFor(() => expect(asked(host, "call_back_log")).toEqual([{ customer: 1, outcome: "informed", note: "asked about tires" }]));
    expect(await screen.findByText(/from the drop of 10:42/)).toBeInTheDocument();
    await waitFor(() => expect(screen.getByTestId("history")).toHaveTextContent("asked about tires"));
  });

  it("does not take a letter typed into a field for a key", async () => {
    const { user } = openWindow("/customers/1");
    await screen.findByTestId("why-calling");
    await user.type(screen.getByTestId("search-input"), "lll");
    expect(screen.queryByTestId("call-back-note")).not.toBeInTheDocument();
  });

  it("opts out at once after asking once, and lifts it only with a reason", async () => {
    const { user } = openWindow("/customers/1");
    await user.click(await screen.findByTestId("opt-out"));
    await user.click(await screen.findByTestId("confirm"));
    await waitFor(() => expect(screen.getByTestId("customer-facts")).toHaveTextContent("Voice is off: Asked by phone"));
    await user.click(await screen.findByTestId("opt-in"));
    expect(await screen.findByTestId("confirm")).toBeDisabled();
    await user.type(screen.getByTestId("opt-in-reason"), "Asked for it by e-mail");
    await user.click(screen.getByTestId("confirm"));
    expect(await screen.findByTestId("opt-out")).toBeInTheDocument();
  });

  it("keeps a mistyped number in its field with the reason", async () => {
    const { user } = openWindow("/customers/1");
    await user.click(await screen.findByTestId("phone-edit-cell"));
    const field = screen.getByTestId("phone-input-cell");
    await user.clear(field);
    await user.type(field, "416 555{Enter}");
    expect(await screen.findByText(/That is no valid number/)).toBeInTheDocument();
    expect(field).toHaveValue("416 555");
    await user.clear(field);
    await user.type(field, "416 555 0999{Enter}");
    expect(await screen.findByText("(416) 555-0999")).toBeInTheDocument();
  });

  it("shows in Contact History what Stratics later said otherwise", async () => {
    const { host } = openWindow("/customers/2");
    await screen.findByTestId("contact-2");
    host.state.history.set(2, [{ id: 50, user_name: "Voice Drop", started_at: "2026-11-20T15:00:00Z", finished_at: "2026-11-20T15:00:20Z", vehicle: null, vin: null, linked: [], contact_type: "maintenance", comment: "Delivered", in_progress: false, inbound: false, number: null, returns_on: null, campaign_name: null, message_name: null, other_result: "busy", sort: null }]);
    host.tell("customers");
    expect(await screen.findByTestId("contact-50")).toHaveTextContent("DeliveredStratics later said: busy");
    expect(screen.getByTestId("contact-2")).not.toHaveTextContent("later said");
  });

  it("shows in Contact History the message, every vehicle of the drop and both of its times", async () => {
    const { host } = openWindow("/customers/2");
    await screen.findByTestId("contact-2");
    host.state.history.set(2, [{ id: 50, user_name: "Voice Drop", started_at: "2026-11-20T15:00:00Z", finished_at: "2026-11-20T15:00:20Z", vehicle: "2019 Honda CR-V", vin: "2HKRW2H59KH000001", linked: [{ title: "2015 Honda Fit", vin: "3HGGK5H51FM000002" }], contact_type: "maintenance", comment: "Delivered", in_progress: false, inbound: false, number: null, returns_on: null, campaign_name: "Thin Ice", message_name: "Your next service", other_result: null, sort: null }]);
    host.tell("customers");
    const row = await screen.findByTestId("contact-50");
    expect(row).toHaveTextContent("20 Nov 2026 10:00finished 10:00:20");
    expect(row).toHaveTextContent("Delivered · Thin IceMessage: Your next service");
    expect(within(row).getByText("2015 Honda Fit")).toHaveAttribute("title", "3HGGK5H51FM000002");
  });

  it("rates the customer with stars, and takes the rating back", async () => {
    const { host, user } = openWindow("/customers/1");
    const stars = await screen.findByTestId("stars");
    within(stars).getByRole("radio", { name: "4 of 5 stars" }).focus();
    await user.keyboard("{Enter}");
    await waitFor(() => expect(within(stars).getByRole("radio", { name: "4 of 5 stars" })).toBeChecked());
    await user.click(within(stars).getByRole("button", { name: "Take the rating back" }));
    await waitFor(() => expect(asked(host, "customer_rate")).toEqual([{ customer: 1, stars: 4 }, { customer: 1, stars: null }]));
  });
});
