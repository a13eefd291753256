import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";

import { asked, openWindow } from "../../test/window";

describe("Contact Types", () => {
  it("says what a setting means, counts what a change would do, and saves all of them", async () => {
    const { host, user } = openWindow("/contact-types");
    const card = within(await screen.findByTestId("type-maintenance"));
    expect(screen.getByTestId("due-save")).toBeDisabled();
    const to = card.getByTestId("due-triggerTo");
    await user.clear(to);
    await user.type(to, "20");
    expect(screen.getByTestId("type-maintenance")).toHaveTextContent("3 to 20 months back");
    expect(await card.findByTestId("effect-maintenance")).toHaveTextContent("1,180 customers are due today; it would be 1,324 (144 more).");
    await user.click(screen.getByTestId("due-save"));
    await waitFor(() => expect(asked(host, "contact_types_save")).toHaveLength(1));
    expect(asked(host, "contact_types_save")[0]).toMatchObject({ due: { maintenance_to_months: 20, regulars_months: [4, 14], follow_up_pay: ["customer", "warranty", "internal"] } });
    await waitFor(() => expect(screen.getByTestId("due-save")).toBeDisabled());
    expect(card.queryByText("changed, not saved")).not.toBeInTheDocument();
    await user.click(card.getByTestId("due-restore-maintenance"));
    expect(to).toHaveValue("18");
  });

  it("keeps what is no number in its field with the reason, and sends nothing", async () => {
    const { host, user } = openWindow("/contact-types");
    const field = await screen.findByTestId("due-noShow");
    await user.clear(field);
    await user.type(field, "a week");
    await user.click(screen.getByTestId("due-save"));
    expect(await within(screen.getByTestId("type-no_show")).findByRole("alert")).toHaveTextContent("Write a whole number.");
    expect(field).toHaveValue("a week");
    expect(field).toBeInvalid();
    expect(asked(host, "contact_types_save")).toEqual([]);
  });

  it("shows the host's refusal on the card it is about", async () => {
    const { user } = openWindow("/contact-types");
    for (const pay of ["customer", "warranty", "internal"]) await user.click(await screen.findByTestId(`due-pay-${pay}`));
    await user.click(screen.getByTestId("due-save"));
    await waitFor(() => expect(within(screen.getByTestId("type-service_follow_up")).getAllByRole("alert")[0]).toHaveTextContent("Choose at least one kind of repair order."));
  });
});
