import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";

import type { ScheduleDto } from "../../ipc";
import { asked, openWindow } from "../../test/window";

type User = ReturnType<typeof openWindow>["user"];

/** In one go: the page looks at its steps after every change. */
async function fill(user: User, field: string, text: string): Promise<void> {
  const input = await screen.findByTestId(field);
  await user.clear(input);
  await user.click(input);
  await user.paste(text);
}

describe("the list of schedules", () => {
  it("shows each schedule with its steps, their messages and what stands in their way", async () => {
    const { user } = openWindow("/campaigns");
    expect(await screen.findByTestId("campaign-1")).toBeInTheDocument();
    expect(screen.queryByTestId("campaign-3")).toBeNull();
    await user.click(screen.getByTestId("tab-schedules"));
    expect(await screen.findByTestId("schedule-1")).toHaveTextContent("Showroom follow-up · Unsold · entries from 2 Nov 2026");
    expect(screen.getByTestId("campaign-3")).toHaveTextContent("2 hours after the entry");
    expect(screen.getByTestId("campaign-7")).toHaveTextContent("the file returns 10 days after step 1's drop");
    expect(screen.getByTestId("campaign-8")).toHaveTextContent("no message yet");
  });

  it("says what to do when there is none, and starts a new one with today's entries", async () => {
    const { user } = openWindow("/campaigns/schedules", { empty: true });
    expect(await screen.findByText("No schedules yet")).toBeInTheDocument();
    await user.click(screen.getByTestId("schedule-new"));
    expect(await screen.findByTestId("field-entries_from_on")).toHaveValue("21 Nov 2026");
    expect(screen.getByText("Older entries are not swept in.")).toBeInTheDocument();
    expect(screen.getByText("No traffic log is on file yet. Import it, and its own words stand here.")).toBeInTheDocument();
  });

  it("asks once before a day is skipped, and offers no deleting of what has run", async () => {
    const { host, user } = openWindow("/campaigns/schedules");
    await user.click(await screen.findByTestId("schedule-options-1"));
    expect(await screen.findByText("Duplicate")).toBeInTheDocument();
    expect(screen.queryByText("Delete")).toBeNull();
    await user.click(screen.getByText("Skip the next day"));
    expect(await screen.findByRole("dialog")).toHaveTextContent("None of its steps goes out on Sat 28 Nov.");
    expect(asked(host, "schedule_skip_next")).toEqual([]);
    await user.click(screen.getByTestId("confirm"));
    await waitFor(() => expect(asked(host, "schedule_skip_next")).toEqual([{ id: 1 }]));
  });

  it("opens the copy of a schedule as a draft", async () => {
    const { host, user } = openWindow("/campaigns/schedules");
    await user.click(await screen.findByTestId("schedule-options-1"));
    await user.click(await screen.findByText("Duplicate"));
    expect(await screen.findByDisplayValue("Showroom follow-up (copy)")).toBeInTheDocument();
    expect(asked(host, "schedule_duplicate")).toEqual([{ id: 1 }]);
  });

  it("leads from a step's campaign to its schedule", async () => {
    openWindow("/campaigns/3");
    expect(await screen.findByTestId("step-0")).toBeInTheDocument();
    expect(window.location.hash).toBe("#/campaigns/schedules/1");
  });
});

describe("the schedule builder", () => {
  it("saves steps with their moments and messages, and gives the draft its number", async () => {
    const { host, user } = openWindow("/campaigns/schedules/new");
    await fill(user, "field-name", "Internet leads");
    await user.click(screen.getByTestId("step-0-message"));
    await user.click(await screen.findByRole("option", { name: "Your next service (English)" }));
    await user.click(screen.getByTestId("step-add"));
    await fill(user, "step-1-after", "5");
    expect(await screen.findByTestId("step-1-returns_later")).toHaveTextContent("it waits until day 10");
    await user.click(screen.getByTestId("save-draft"));
    await waitFor(() => expect(window.location.hash).toMatch(/^#\/campaigns\/schedules\/\d+$/));
    const saved = asked(host, "schedule_save")[0] as { spec: ScheduleDto["spec"] };
    expect(saved.spec.steps.map((step) => [step.after, step.message])).toEqual([
      [{ unit: "hours", hours: 2 }, { kind: "single", message: 1 }],
      [{ unit: "days", days: 5 }, null],
    ]);
    expect(saved.spec.entries_from_on).toBe("2026-11-21");
    expect(await screen.findByTestId("step-1-after")).toHaveValue("5");
    expect(screen.queryByTestId("unsaved")).toBeNull();
  });

  it("says beside the step why it cannot be activated, and keeps the draft", async () => {
    const { host, user } = openWindow("/campaigns/schedules/new");
    await fill(user, "field-name", "Internet leads");
    await user.click(screen.getByTestId("activate"));
    await waitFor(() => expect(screen.getByTestId("step-0-message")).toHaveAccessibleDescription("Choose an approved message for this step."));
    expect(host.state.schedules.map((row) => row.name)).toContain("Internet leads");
    expect(window.location.hash).not.toMatch(/new$/);
  });

  it("puts a refusal beside the moment that comes after the expiry", async () => {
    const { user } = openWindow("/campaigns/schedules/1");
    await fill(user, "field-expires_after", "21");
    await user.click(screen.getByTestId("save-draft"));
    await waitFor(() => expect(screen.getByTestId("step-2-after")).toHaveAccessibleDescription(/has left the list/));
    expect(screen.getByTestId("step-2-after")).toHaveValue("21");
  });

  it("names what is no whole number without asking the host", async () => {
    const { host, user } = openWindow("/campaigns/schedules/1");
    await fill(user, "step-1-after", "soon");
    await user.click(screen.getByTestId("save-draft"));
    expect(await screen.findByText("Write a whole number.")).toBeInTheDocument();
    expect(asked(host, "schedule_save")).toEqual([]);
  });

  it("asks before a step that has run is removed, and removes one that never ran at once", async () => {
    const { host, user } = openWindow("/campaigns/schedules/1");
    await user.click(await screen.findByTestId("step-2-remove"));
    expect(screen.queryByTestId("step-2")).toBeNull();
    await user.click(screen.getByTestId("step-1-remove"));
    expect(await screen.findByRole("dialog")).toHaveTextContent("It has run, so its history stays");
    await user.click(screen.getByTestId("confirm"));
    await waitFor(() => expect(screen.queryByTestId("step-1")).toBeNull());
    expect(screen.getByTestId("step-0-remove")).toBeDisabled();
    await user.click(screen.getByTestId("save-draft"));
    expect(await screen.findByText("Saved.")).toBeInTheDocument();
    expect(host.state.campaigns.find((row) => row.id === 7)).toMatchObject({ schedule: null, state: "inactive" });
    expect(host.state.campaigns.some((row) => row.id === 8)).toBe(false);
  });

  it("shows at the side the people of the step that is looked at", async () => {
    const { host, user } = openWindow("/campaigns/schedules/1");
    await user.click(await screen.findByTestId("look-1"));
    await waitFor(() => expect(asked(host, "campaign_preview").at(-1)).toMatchObject({ campaign: 7, spec: { aim: { step: { after: { unit: "days", days: 3 } } } } }));
    expect(within(screen.getByTestId("preview")).getByTestId("look-1")).toHaveAttribute("aria-pressed", "true");
  });

  it("asks nothing about entries of a Sales schedule", async () => {
    const { user } = openWindow("/campaigns/schedules/new");
    expect(await screen.findByTestId("field-statuses")).toBeInTheDocument();
    await user.click(screen.getByRole("radio", { name: "Sales" }));
    expect(screen.queryByTestId("field-statuses")).toBeNull();
    expect(screen.getByText("Older deals are not swept in.")).toBeInTheDocument();
  });
});
