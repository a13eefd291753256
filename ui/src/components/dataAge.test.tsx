import { screen, waitFor } from "@testing-library/react";
import { describe, expect, it } from "vitest";

import { openWindow } from "../test/window";

describe("how fresh the customers are", () => {
  it.each(["/today", "/campaigns/1", "/imports"])("stands quietly on %s", async (place) => {
    openWindow(place);
    const age = await screen.findByTestId("data-as-of");
    await waitFor(() => expect(age).toHaveTextContent(/^Customer file as of Sat 21 Nov 08:12$/));
    expect(age).not.toHaveAttribute("data-old");
  });

  it("says in words and colour when no run starts on them any more", async () => {
    const { host } = openWindow("/today");
    host.state.dataAsOf = [{ source: "customers", at: "2026-11-17T14:00:00Z", is_sample: false, is_too_old: true }];
    host.tell("customers");
    await waitFor(() => expect(screen.getByTestId("data-as-of")).toHaveTextContent("Customer file as of Tue 17 Nov 09:00: too old, no run starts on it. Import a new one."));
    expect(screen.getByTestId("data-as-of")).toHaveAttribute("data-old");
  });

  it("is as of today in the sample, and says when nothing was taken in", async () => {
    const { host } = openWindow("/imports", { empty: true });
    expect(await screen.findByTestId("data-as-of")).toHaveTextContent(/^No customer file taken in yet$/);
    host.state.dataAsOf = [{ source: "customers", at: null, is_sample: true, is_too_old: false }];
    host.tell("imports");
    await waitFor(() => expect(screen.getByTestId("data-as-of")).toHaveTextContent(/^Sample data, as of today$/));
  });

  it("names every source, and what is missing or too old with what follows from it", async () => {
    const { host } = openWindow("/today");
    host.state.dataAsOf = [
      { source: "customers", at: "2026-11-21T13:12:00Z", is_sample: false, is_too_old: false },
      { source: "appointment", at: "2026-11-20T14:00:00Z", is_sample: false, is_too_old: true },
      { source: "deal", at: null, is_sample: false, is_too_old: true },
    ];
    host.tell("customers");
    await waitFor(() => expect(screen.getByTestId("data-as-of-appointment")).toHaveTextContent("Appointment file as of Fri 20 Nov 09:00: too old"));
    expect(screen.getByTestId("data-as-of-deal")).toHaveTextContent("No deal file taken in yet: no run starts that needs it.");
    expect(screen.getByTestId("data-as-of")).not.toHaveAttribute("data-old");
  });
});
