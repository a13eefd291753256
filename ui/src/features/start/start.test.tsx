import { screen, waitFor } from "@testing-library/react";
import { describe, expect, it } from "vitest";

import { asked, openWindow } from "../../test/window";

describe("first start", () => {
  it("asks for a passphrase twice where no keychain answers, and says that it cannot be recovered", async () => {
    const { host, user } = openWindow("/today", { state: "first_start", keychain: false });
    await user.click(await screen.findByTestId("door-sample"));
    expect(screen.getByText(/It cannot be recovered/)).toBeInTheDocument();
    await user.type(screen.getByTestId("passphrase"), "short");
    await user.click(screen.getByTestId("create"));
    expect(await screen.findByText("Use at least 8 characters.")).toBeInTheDocument();
    await user.type(screen.getByTestId("passphrase"), " and long");
    await user.type(screen.getByTestId("passphrase-again"), "short and lung");
    await user.click(screen.getByTestId("create"));
    expect(await screen.findByText("The two do not match.")).toBeInTheDocument();
    expect(asked(host, "house_create")).toEqual([]);
    await user.clear(screen.getByTestId("passphrase-again"));
    await user.type(screen.getByTestId("passphrase-again"), "short and long{Enter}");
    expect(await screen.findByTestId("lane-1")).toBeInTheDocument();
    expect(asked(host, "house_create")).toEqual([{ door: "sample", passphrase: "short and long", store: null }]);
  });

  it("asks for no passphrase where a keychain answers", async () => {
    const { host, user } = openWindow("/today", { state: "first_start", keychain: true });
    await user.click(await screen.findByTestId("door-sample"));
    expect(screen.queryByTestId("passphrase")).not.toBeInTheDocument();
    await user.click(screen.getByTestId("create"));
    await screen.findByTestId("nav-today");
    expect(asked(host, "house_create")).toEqual([{ door: "sample", passphrase: null, store: null }]);
  });

  it("keeps the typed store when something in it is wrong, and goes on to the import when it is made", async () => {
    const { host, user } = openWindow("/today", { state: "first_start", keychain: true });
    await user.click(await screen.findByTestId("door-own_file"));
    await user.type(screen.getByTestId("field-opt-out-number"), "555-0199");
    await user.click(screen.getByTestId("create"));
    expect(await screen.findByText("Give the store a name.")).toBeInTheDocument();
    expect(screen.getByText(/Write a ten-digit number/)).toBeInTheDocument();
    expect(screen.getByTestId("field-opt-out-number")).toHaveValue("555-0199");
    await user.type(screen.getByTestId("field-store-name"), "Lakeside Toyota");
    await user.clear(screen.getByTestId("field-opt-out-number"));
    await user.type(screen.getByTestId("field-opt-out-number"), "800-555-0199");
    await user.click(screen.getByTestId("create"));
    expect(await screen.findByTestId("import-path")).toBeInTheDocument();
    expect(asked(host, "house_create")).toMatchObject([{ door: "own_file", store: { name: "Lakeside Toyota", zone: "America/Toronto", opt_out_number: "+18005550199" } }]);
  });

  it("says beside the field that a passphrase is wrong", async () => {
    const { user } = openWindow("/today", { state: "locked" });
    await user.type(await screen.findByTestId("passphrase"), "wrong{Enter}");
    expect(await screen.findByText(/not the passphrase of this data file/)).toBeInTheDocument();
    await user.clear(screen.getByTestId("passphrase"));
    await user.type(screen.getByTestId("passphrase"), "correct horse");
    await user.click(screen.getByTestId("unlock"));
    await waitFor(() => expect(screen.getByTestId("nav-today")).toBeInTheDocument());
  });

  it("says what to do about a file that cannot be opened, and makes no new one", async () => {
    openWindow("/today", { state: "cannot_open" });
    const note = await screen.findByTestId("cannot-open");
    expect(note).toHaveTextContent("Install that version or a newer one");
    expect(note).toHaveTextContent("no new file was made in its place");
  });
});
