import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";

import { asked, openWindow } from "../../test/window";

describe("House Accounts", () => {
  it("excludes all that are ticked after asking once, and lists them as excluded", async () => {
    const { host, user } = openWindow("/house-accounts");
    expect(await screen.findByTestId("house-201")).toHaveTextContent("cash sale · customer number: cash sale · 412 vehicles on one file");
    expect(screen.getByTestId("house-exclude")).toBeDisabled();
    await user.click(screen.getByTestId("house-all"));
    await user.click(screen.getByLabelText("Tick Northgate Honda Ltd."));
    await user.click(screen.getByTestId("house-exclude"));
    expect(await screen.findByText("Exclude 3 customers from voice drops?")).toBeInTheDocument();
    await user.click(screen.getByTestId("confirm"));
    await waitFor(() => expect(asked(host, "house_accounts_exclude")).toEqual([{ customers: [201, 202, 204] }]));
    await waitFor(() => expect(screen.getByTestId("house-excluded")).toHaveTextContent("Cash Sale"));
    expect(within(screen.getByTestId("house-candidates")).getAllByRole("row")).toHaveLength(2);
  });

  it("remembers a real customer, and says so when nobody is left to decide", async () => {
    const { host, user } = openWindow("/house-accounts");
    await user.click(await screen.findByTestId("house-all"));
    await user.click(screen.getByTestId("house-keep"));
    await waitFor(() => expect(asked(host, "house_accounts_keep")).toEqual([{ customers: [201, 202, 203, 204] }]));
    expect(await screen.findByText("No customer looks like a house account")).toBeInTheDocument();
  });

  it("is restored with a reason when it was a real customer after all", async () => {
    const { host, user } = openWindow("/house-accounts");
    await user.click(await screen.findByTestId("house-all"));
    await user.click(screen.getByTestId("house-exclude"));
    await user.click(await screen.findByTestId("confirm"));
    await user.click(await screen.findByTestId("house-restore-201"));
    await user.click(await screen.findByRole("button", { name: "Excluded by mistake" }));
    await user.click(screen.getByTestId("confirm"));
    await waitFor(() => expect(asked(host, "house_accounts_restore")).toEqual([{ customer: 201, reason: "Excluded by mistake" }]));
    await waitFor(() => expect(screen.queryByTestId("house-restore-201")).not.toBeInTheDocument());
    expect(screen.getByTestId("house-restore-202")).toBeInTheDocument();
  });

  it("is offered on the Import screen", async () => {
    const { user } = openWindow("/imports");
    expect(await screen.findByTestId("house-notice")).toHaveTextContent("4 customers look like house accounts (Cash Sale, Internal Service");
    await user.click(screen.getByTestId("house-notice-open"));
    expect(await screen.findByTestId("house-candidates")).toBeInTheDocument();
  });

  it("is no notice where nobody looks like one", async () => {
    const { host } = openWindow("/imports", { empty: true });
    await waitFor(() => expect(asked(host, "house_accounts")).toHaveLength(1));
    expect(screen.queryByTestId("house-notice")).not.toBeInTheDocument();
  });
});
