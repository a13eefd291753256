import { screen, waitFor } from "@testing-library/react";
import { describe, expect, it } from "vitest";

import { asked, openWindow } from "../../test/window";

describe("the search box", () => {
  it("is reached by Ctrl+K, asks from three signs on, and is walked by arrows and Enter", async () => {
    const { host, user } = openWindow();
    await screen.findByTestId("lane-1");
    await user.keyboard("{Control>}k{/Control}");
    const box = screen.getByTestId("search-input");
    expect(box).toHaveFocus();
    await user.type(box, "55");
    expect(await screen.findByText("Type at least 3 letters or digits.")).toBeInTheDocument();
    expect(asked(host, "customer_search")).toEqual([]);
    await user.type(box, "5-01");
    const hits = await screen.findAllByRole("option");
    expect(hits[0]).toHaveTextContent("In Progress");
    expect(hits[0]).toHaveAttribute("aria-selected", "true");
    await user.keyboard("{ArrowDown}");
    expect(screen.getAllByRole("option")[1]).toHaveAttribute("aria-selected", "true");
    await user.keyboard("{ArrowUp}{Enter}");
    expect(await screen.findByTestId("why-calling")).toHaveTextContent("A voice drop is going to the cell");
    expect(box).toHaveValue("");
  });

  it("says what to try when nobody matches, and Escape closes it", async () => {
    const { user } = openWindow();
    const box = await screen.findByTestId("search-input");
    await user.type(box, "qqqq");
    expect(await screen.findByText("Nobody matches “qqqq”.")).toBeInTheDocument();
    await user.keyboard("{Escape}");
    await waitFor(() => expect(screen.queryByText("Nobody matches “qqqq”.")).not.toBeInTheDocument());
    expect(box).toHaveValue("qqqq");
  });
});
