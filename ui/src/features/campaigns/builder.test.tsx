import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";

import type { CampaignDto, CampaignSpec } from "../../ipc";
import type { FakeHost } from "../../ipc/fake";
import { asked, openWindow } from "../../test/window";

/** The host does not answer a save before the test does. */
function heldSave(host: FakeHost): { spec: () => CampaignSpec; answer: (campaign: CampaignDto) => void } {
  let answer: (campaign: CampaignDto) => void = () => {};
  const promise = new Promise<CampaignDto>((done) => (answer = done));
  host.answer("campaign_save", () => promise as never);
  return { spec: () => (asked(host, "campaign_save")[0] as { spec: CampaignSpec }).spec, answer: (campaign) => answer(campaign) };
}

describe("the campaign builder", () => {
  it("shows a refusal beside its field and keeps what was typed", async () => {
    const { host, user } = openWindow("/campaigns/new");
    await user.type(await screen.findByTestId("field-name"), "Winter check");
    await user.clear(screen.getByTestId("field-count"));
    await user.type(screen.getByTestId("field-count"), "0");
    await user.type(screen.getByTestId("field-latest_local"), "16:45");
    await user.click(screen.getByTestId("save-draft"));
    expect(await screen.findByText("Send to at least 1 customer, or choose all due.")).toBeInTheDocument();
    expect(screen.getByTestId("field-count")).toHaveAccessibleDescription(/at least 1 customer/);
    expect(screen.getByTestId("field-name")).toHaveValue("Winter check");
    expect(screen.getByTestId("field-count")).toHaveValue("0");
    expect(screen.getByTestId("field-latest_local")).toHaveValue("16:45");
    expect(host.state.campaigns.some((row) => row.spec.name === "Winter check")).toBe(false);
  });

  it("names what is no number or time without asking the host, and sends nothing", async () => {
    const { host, user } = openWindow("/campaigns/new");
    await user.click(await screen.findByTestId("more-vehicles"));
    await user.type(screen.getByTestId("field-year_to"), "new");
    await user.clear(screen.getByTestId("field-time_local"));
    await user.type(screen.getByTestId("field-time_local"), "noonish");
    await user.click(screen.getByTestId("save-draft"));
    expect(await screen.findByText("Write a whole number.")).toBeInTheDocument();
    expect(screen.getByText("Write a time such as 10:00.")).toBeInTheDocument();
    expect(asked(host, "campaign_save")).toEqual([]);
  });

  it("saves a draft, gives it its number, and then says why it cannot be activated", async () => {
    const { host, user } = openWindow("/campaigns/new");
    await user.type(await screen.findByTestId("field-name"), "Winter check");
    await user.click(screen.getByTestId("activate"));
    expect(await screen.findByText("Choose a message first.")).toBeInTheDocument();
    expect(host.state.campaigns.some((row) => row.spec.name === "Winter check" && row.state === "draft")).toBe(true);
    expect(window.location.hash).toMatch(/^#\/campaigns\/\d+$/);
  });

  it("keeps what is typed while a campaign is being saved, as not saved yet", async () => {
    const { host, user } = openWindow("/campaigns/1");
    const saved = heldSave(host);
    await user.type(await screen.findByTestId("field-name"), "!");
    await user.click(screen.getByTestId("save-draft"));
    await user.type(screen.getByTestId("field-name"), "?");
    saved.answer({ ...host.state.campaigns.find((row) => row.id === 1)!, spec: saved.spec() });
    expect(await screen.findByText("Saved.")).toBeInTheDocument();
    expect(saved.spec().name).toBe("Thin Ice, November!");
    expect(screen.getByTestId("field-name")).toHaveValue("Thin Ice, November!?");
    expect(screen.getByTestId("unsaved")).toBeInTheDocument();
    await user.click(screen.getByTestId("nav-customers"));
    expect(await screen.findByRole("dialog")).toHaveTextContent("not saved yet");
  });

  it("keeps what is typed while a new draft gets its number", async () => {
    const { host, user } = openWindow("/campaigns/new");
    const saved = heldSave(host);
    await user.type(await screen.findByTestId("field-name"), "Winter");
    await user.click(screen.getByTestId("save-draft"));
    await user.type(screen.getByTestId("field-name"), " check");
    const made = { ...host.state.campaigns[0]!, id: 77, state: "draft" as const, running: null, spec: saved.spec() };
    host.state.campaigns.push(made);
    saved.answer(made);
    await waitFor(() => expect(window.location.hash).toBe("#/campaigns/77"));
    expect(saved.spec().name).toBe("Winter");
    expect(await screen.findByTestId("field-name")).toHaveValue("Winter check");
    expect(screen.getByTestId("unsaved")).toBeInTheDocument();
  });

  it("shows who would get a drop and opens the people behind a reason with all their reasons", async () => {
    const { user } = openWindow("/campaigns/1");
    const preview = await screen.findByTestId("preview");
    await waitFor(() => expect(within(preview).getByTestId("preview-eligible")).toHaveTextContent("412"));
    expect(within(preview).getByText("Marie Tremblay")).toBeInTheDocument();
    await user.click(within(preview).getByTestId("reason-impossible"));
    const drawer = await screen.findByRole("dialog");
    expect(drawer).toHaveTextContent("Impossible to Contact · 149");
    await waitFor(() => expect(drawer).toHaveTextContent("cell: blocked until 5 Dec 2026 · home: empty"));
  });

  it("splits what rests by its clocks and what is impossible by its numbers, at the side and behind the line", async () => {
    const { user } = openWindow("/campaigns/1");
    const parts = await screen.findByTestId("parts-resting");
    const lines = within(parts).getAllByRole("listitem").map((line) => line.textContent);
    expect(lines).toEqual(["Heard this message, days between not over14", "Rest days between marketing drops8", "Already had a batch today4", "Number rests after a failure2"]);
    expect(screen.getByTestId("parts-impossible")).toHaveTextContent("cell: blocked for now31");
    await user.click(screen.getByTestId("reason-resting"));
    expect(within(await screen.findByRole("dialog")).getByTestId("parts-resting")).toHaveTextContent("Rest days between marketing drops8");
  });

  it("shows the notices in their order, other campaigns of the day among them, and saves all the same", async () => {
    const { host, user } = openWindow("/campaigns/1");
    await user.click(await screen.findByTestId("more-when"));
    await user.type(screen.getByTestId("field-per_hour"), "20");
    const checks = screen.getByTestId("checks");
    await waitFor(() => expect(within(checks).getByTestId("notice-window")).toHaveTextContent("At 20 an hour, 50 of 200 will not fit before 17:30."));
    const kinds = within(checks).getAllByTestId(/^notice-/).map((line) => line.dataset.testid);
    expect(kinds).toEqual(["notice-window", "notice-overlap", "notice-ports", "notice-language"]);
    await user.click(screen.getByTestId("save-draft"));
    expect(await screen.findByText("Saved.")).toBeInTheDocument();
    expect(host.state.campaigns.find((row) => row.id === 1)?.spec.per_hour).toBe(20);
  });

  it("saves the target that is chosen, and forgets it with the contact type", async () => {
    const { host, user } = openWindow("/campaigns/new");
    await user.type(await screen.findByTestId("field-name"), "Thin Ice");
    await user.click(screen.getByTestId("target-thin_ice"));
    await user.click(screen.getByTestId("target-regulars"));
    expect(screen.getByTestId("target-all")).toHaveAttribute("aria-pressed", "false");
    expect(screen.getByTestId("field-subtypes")).toHaveTextContent("Regulars: come often · Thin Ice: about to fall out of the trigger");
    await user.click(screen.getByTestId("save-draft"));
    await screen.findByText("Saved.");
    expect(host.state.campaigns.at(-1)?.spec.aim.subtypes).toEqual(["regulars", "thin_ice"]);
    await user.click(screen.getByTestId("field-contact_type"));
    await user.click(await screen.findByRole("option", { name: "Confirm" }));
    expect(screen.getByTestId("target-all")).toHaveAttribute("aria-pressed", "true");
    expect(screen.getByTestId("target-level_1")).toBeInTheDocument();
  });

  it("asks Fetch Automation for its query, and records with the type and code that are chosen", async () => {
    const { host, user } = openWindow("/campaigns/new");
    await user.type(await screen.findByTestId("field-name"), "Not seen");
    await user.click(screen.getByTestId("field-contact_type"));
    await user.click(await screen.findByRole("option", { name: "Fetch Automation" }));
    await user.click(screen.getByTestId("save-draft"));
    await waitFor(() => expect(screen.getByTestId("field-fetch")).toHaveAccessibleDescription(/needs a saved query/));
    await user.click(screen.getByTestId("field-fetch"));
    await user.click(await screen.findByRole("option", { name: "Lease ends within 120 days" }));
    await user.click(screen.getByTestId("field-fetch-code"));
    await user.click(await screen.findByRole("option", { name: "Left Message (5 days)" }));
    await user.click(screen.getByTestId("save-draft"));
    await screen.findByText("Saved.");
    expect(host.state.campaigns.at(-1)?.spec.aim.fetch).toEqual({ query: 2, records: "maintenance", code: 2 });
    expect(screen.getByTestId("recycle-days")).toHaveTextContent("5");
  });

  it("offers recalls with their counts, and keeps one that is on no file any more", async () => {
    const { host, user } = openWindow("/campaigns");
    host.state.campaigns.find((row) => row.id === 6)!.spec.aim.recalls = ["19V-100"];
    await user.click(await screen.findByText("Recall 26V-411"));
    expect((await screen.findAllByText("19V-100 (none on file)")).length).toBeGreaterThan(0);
    await user.click(screen.getByTestId("field-recalls"));
    expect(await screen.findByRole("option", { name: "26V-411, Fuel pump (84 vehicles)" })).toBeInTheDocument();
  });

  it("opens a folded part by itself when something in it is wrong", async () => {
    const { user } = openWindow("/campaigns/new");
    await user.type(await screen.findByTestId("field-name"), "Tires");
    await user.click(screen.getByTestId("more-when"));
    await user.type(screen.getByTestId("field-per_hour"), "0");
    await user.click(screen.getByTestId("more-when"));
    expect(await screen.findByText("Enter at least 1 an hour, or leave it blank.")).toBeInTheDocument();
    expect(screen.getByTestId("more-when")).toHaveAttribute("aria-expanded", "true");
  });

  it("says with which version a run is under way", async () => {
    openWindow("/campaigns/1");
    expect(await screen.findByTestId("old-version")).toHaveTextContent("with the version of 10:00");
  });

  it("asks before unsaved changes are left, and stays when asked to", async () => {
    const { user } = openWindow("/campaigns/1");
    await user.type(await screen.findByTestId("field-name"), "!");
    await user.click(screen.getByTestId("nav-customers"));
    expect(await screen.findByRole("dialog")).toHaveTextContent("not saved yet");
    await user.click(screen.getByRole("button", { name: "Stay here" }));
    expect(screen.getByTestId("field-name")).toHaveValue("Thin Ice, November!");
    await user.click(screen.getByTestId("nav-customers"));
    await user.click(await screen.findByTestId("confirm"));
    expect(await screen.findByTestId("customers-filter")).toBeInTheDocument();
  });
});
