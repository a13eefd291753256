import type { Handlers } from ".";
import type { CampaignDto, CampaignSpec } from "../bindings";
import { at, refuse, type FakeState } from "./state";

type Names = "campaign_list" | "campaign_get" | "campaign_save" | "campaign_activate" | "campaign_deactivate" | "campaign_delete" | "campaign_duplicate" | "campaign_skip_next";

/** The refusals that the host makes, as far as the screens need them. */
export function checkSpec(spec: CampaignSpec): void {
  if (spec.name.trim() === "") refuse("campaign.name", "Give the campaign a name.", "name");
  if (spec.count.kind === "number" && spec.count.number < 1) refuse("campaign.count", "Send to at least 1 customer, or choose all due.", "count");
  if (spec.count.kind === "number" && spec.count.number > 100_000) refuse("campaign.count", "The count goes up to 100,000.", "count");
  if (spec.latest_local !== null && spec.latest_local <= spec.time_local) refuse("campaign.latest", "The latest time must lie after the start.", "latest_local");
  if (spec.days.kind === "weekly") {
    if (spec.days.weekdays.length === 0) refuse("campaign.weekdays", "Choose at least one weekday.", "weekdays");
    if (spec.days.end_on !== null && spec.days.end_on < spec.days.start_on) refuse("campaign.end", "The end lies before the start.", "end_on");
  }
  if (spec.rest_days < 7) refuse("campaign.rest_days", "Marketing drops to a number rest 7 days at least. Enter 7 or more.", "rest_days");
  if (spec.per_hour !== null && spec.per_hour < 1) refuse("campaign.per_hour", "Enter at least 1 an hour, or leave it blank.", "per_hour");
  if ((spec.aim.fetch !== null) !== (spec.contact_type === "fetch_automation")) refuse("campaign.fetch", "Fetch Automation needs a saved query, and no other contact type takes one.", "fetch");
  const { year_from, year_to } = spec.filters;
  if (year_from !== null && year_to !== null && year_to < year_from) refuse("campaign.years", "The last year lies before the first.", "year_to");
}

export function campaignHandlers(state: FakeState): Pick<Handlers, Names> {
  const find = (id: number): CampaignDto => state.campaigns.find((row) => row.id === id) ?? refuse("campaign.not_found", "This campaign was deleted.");
  const put = (id: number, part: Partial<CampaignDto>): CampaignDto => {
    find(id);
    state.campaigns = state.campaigns.map((row) => (row.id === id ? { ...row, ...part } : row));
    state.tell("campaigns");
    return find(id);
  };
  return {
    campaign_list: () => ({ campaigns: state.campaigns }),
    campaign_get: ({ id }) => find(id),
    campaign_save: ({ id, spec }) => {
      checkSpec(spec);
      if (id !== null) return put(id, { spec, saved_at: at(0), version: find(id).version + 1 });
      const made: CampaignDto = {
        id: state.nextId++, number: state.campaigns.length + 1, state: "draft", version: 1, saved_at: at(0), spec, has_run: false,
        schedule: null, next_run_at: null, warning: null, last_run: null, running: null,
      };
      state.campaigns = [...state.campaigns, made];
      state.tell("campaigns");
      return made;
    },
    campaign_activate: ({ id }) => {
      if (find(id).spec.message === null) refuse("campaign.message", "Choose a message first.", "message");
      return put(id, { state: "active", next_run_at: at(60 * 24), warning: null });
    },
    campaign_deactivate: ({ id }) => put(id, { state: "inactive", next_run_at: null }),
    campaign_delete: ({ id }) => {
      if (find(id).has_run) refuse("campaign.has_run", "A campaign that has run cannot be deleted. Make it inactive instead.");
      state.campaigns = state.campaigns.filter((row) => row.id !== id);
      state.tell("campaigns");
      return {};
    },
    campaign_duplicate: ({ id }) => {
      const from = find(id);
      const made: CampaignDto = { ...from, id: state.nextId++, number: state.campaigns.length + 1, state: "draft", has_run: false, next_run_at: null, last_run: null, running: null, warning: null, spec: { ...from.spec, name: `${from.spec.name} (copy)` } };
      state.campaigns = [...state.campaigns, made];
      state.tell("campaigns");
      return made;
    },
    campaign_skip_next: ({ id }) => put(id, { next_run_at: at(60 * 24 * 14 - 42) }),
  };
}
