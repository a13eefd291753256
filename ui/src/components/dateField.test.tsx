import { MantineProvider } from "@mantine/core";
import { render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { describe, expect, it } from "vitest";

import "../words/i18n";
import { asked, openWindow } from "../test/window";
import { DateField } from "./Fields";

const WRONG = "Pick a date, or write it as 2026-11-28.";

function Field({ start, heard, clearable }: { start: string | null; heard: (typed: string | null) => void; clearable?: boolean }) {
  const [value, setValue] = useState(start);
  return (
    <MantineProvider env="test">
      <DateField
        label="Until"
        clearable={clearable}
        value={value}
        onChange={(typed) => {
          setValue(typed);
          heard(typed);
        }}
      />
      <button>elsewhere</button>
    </MantineProvider>
  );
}

function openField(start: string | null, clearable = true) {
  const heard: (string | null)[] = [];
  render(<Field start={start} heard={(typed) => heard.push(typed)} clearable={clearable} />);
  return { heard, user: userEvent.setup({ delay: null }), field: screen.getByLabelText("Until") };
}

describe("a date field", () => {
  it("keeps a text that is no date, hands it on, and says beside it what is wrong", async () => {
    const { heard, user, field } = openField("2026-11-21");
    await user.clear(field);
    await user.paste("31 feb 2026");
    expect(screen.queryByText(WRONG), "half of a date is not wrong yet").not.toBeInTheDocument();
    await user.click(screen.getByText("elsewhere"));
    expect(field).toHaveValue("31 feb 2026");
    expect(screen.getByText(WRONG)).toBeInTheDocument();
    expect(field).toHaveAttribute("aria-invalid", "true");
    expect(heard.at(-1)).toBe("31 feb 2026");
    await user.clear(field);
    await user.paste("28 nov 2026");
    await user.click(screen.getByText("elsewhere"));
    expect(field).toHaveValue("28 Nov 2026");
    expect(heard.at(-1)).toBe("2026-11-28");
    expect(screen.queryByText(WRONG)).not.toBeInTheDocument();
  });

  it("reads a date as it is typed and shows it as everywhere else", async () => {
    const { heard, user, field } = openField(null);
    await user.click(field);
    await user.paste("2026-12-01");
    expect(field).toHaveValue("2026-12-01");
    await user.tab();
    expect(field).toHaveValue("1 Dec 2026");
    expect(heard.at(-1)).toBe("2026-12-01");
  });

  it("takes a day of its calendar, and nothing where it is cleared", async () => {
    const { heard, user, field } = openField("2026-11-21");
    await user.click(field);
    await user.click(await screen.findByRole("button", { name: "28 November 2026" }));
    expect(field).toHaveValue("28 Nov 2026");
    expect(heard).toEqual(["2026-11-28"]);
    await user.click(screen.getByRole("button", { name: "Clear Until" }));
    expect(field).toHaveValue("");
    expect(heard.at(-1)).toBeNull();
  });

  it("shows a text that was no date again, after the field was away", () => {
    const { field } = openField("next friday");
    expect(field).toHaveValue("next friday");
    expect(screen.getByText(WRONG)).toBeInTheDocument();
  });

  it("keeps a campaign from being saved with another date than the one that was typed", async () => {
    const { host, user } = openWindow("/campaigns/1");
    const field = await screen.findByTestId("field-end_on");
    await user.click(field);
    await user.paste("soon");
    await user.click(await screen.findByTestId("save-draft"));
    expect(await screen.findByText(WRONG)).toBeInTheDocument();
    expect(field).toHaveValue("soon");
    expect(asked(host, "campaign_save")).toEqual([]);
    await user.clear(field);
    await user.paste("2026-12-24");
    await user.click(await screen.findByTestId("save-draft"));
    await waitFor(() => expect(asked(host, "campaign_save")).toMatchObject([{ spec: { days: { end_on: "2026-12-24" } } }]));
  });
});
