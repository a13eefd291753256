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
    await user.type(await screen.findByTestId("field-year_to"), "new");
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
