import { screen, waitFor } from "@testing-library/react";
import { describe, expect, it } from "vitest";

import { asked, openWindow } from "../../test/window";

describe("Recycle Setup", () => {
  it("shows what a change of days would do and asks for whom it holds, before it saves", async () => {
    const { host, user } = openWindow("/recycle");
    await user.dblClick(await screen.findByTestId("code-1"));
    const days = await screen.findByTestId("code-days");
    await user.clear(days);
    await user.type(days, "7");
    const effect = await screen.findByTestId("recycle-effect");
    await waitFor(() => expect(effect).toHaveTextContent("412 customers would return 3 days earlier; 57 of them today."));
    expect(screen.getByTestId("code-save")).toBeDisabled();
    await user.click(screen.getByLabelText(/also for those already out/));
    await user.click(screen.getByTestId("code-save"));
    await waitFor(() => expect(screen.getByTestId("code-1")).toHaveTextContent("7"));
    expect(asked(host, "recycle_code_save")).toEqual([{ id: 1, name: "Voice Drop", days: 7, active: true, productive: false, applies: "also_those_out" }]);
  });

  it("names the campaigns that stop when the Voice Drop code becomes inactive", async () => {
    const { user } = openWindow("/recycle");
    await user.dblClick(await screen.findByTestId("code-1"));
    await user.click(await screen.findByTestId("code-active"));
    await waitFor(() => expect(screen.getByTestId("recycle-effect")).toHaveTextContent("it stops: Thin Ice, November"));
    expect(screen.getByTestId("code-save")).toBeEnabled();
  });

  it("says when the Voice Drop code of a contact type will appear", async () => {
    const { user } = openWindow("/recycle");
    await user.click(await screen.findByTestId("recycle-type-recall"));
    expect(await screen.findByTestId("voice-drop-appears")).toHaveTextContent("appears when the first run of this contact type starts");
  });

  it("lets only red codes be deleted", async () => {
    const { user } = openWindow("/recycle");
    await user.click(await screen.findByTestId("code-3"));
    await user.click(screen.getByTestId("recycle-options"));
    expect(await screen.findByTestId("recycle-delete")).toBeDisabled();
    await user.keyboard("{Escape}");
    await user.click(screen.getByTestId("code-6"));
    await user.click(screen.getByTestId("recycle-options"));
    await waitFor(() => expect(screen.getByTestId("recycle-delete")).toBeEnabled());
  });
});
