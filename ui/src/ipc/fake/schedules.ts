import type { Handlers } from ".";
import type { CampaignDto, CampaignSpec, ScheduleDto, ScheduleSpec, StepWarning } from "../bindings";
import { at, NOW, refuse, type FakeState } from "./state";

type Names = "schedule_list" | "schedule_get" | "schedule_save" | "schedule_check" | "schedule_activate" | "schedule_deactivate" | "schedule_delete" | "schedule_duplicate" | "schedule_skip_next";
type After = ScheduleSpec["steps"][number]["after"];

const RECYCLE_DAYS = 10;
const hoursOf = (after: After): number => (after.unit === "hours" ? after.hours : after.days * 24);
const words = (after: After): string => {
  const many = after.unit === "hours" ? after.hours : after.days;
  return `${many} ${after.unit === "hours" ? "hour" : "day"}${many === 1 ? "" : "s"}`;
};

function campaignsOf(spec: ScheduleSpec): CampaignSpec[] {
  return spec.steps.map((step, place) => ({
    name: `${spec.name.trim()}, step ${place + 1}: ${words(step.after)}`, contact_type: spec.contact_type, filters: spec.filters,
    message: step.message, count: spec.count, days: spec.days, time_local: spec.time_local, latest_local: spec.latest_local,
    days_between: spec.days_between, prevention: spec.prevention, missed_start: "run_late",
    aim: {
      subtypes: [], recalls: [], fetch_campaigns: [], fetch: null,
      step: {
        after: step.after, expires_after: spec.expires_after, entries_from_on: spec.entries_from_on, statuses: spec.statuses,
        traffic_types: spec.traffic_types, lost_reasons: spec.lost_reasons, hold_back_while_booked: spec.hold_back_while_booked,
      },
    },
    rest_days: spec.rest_days, department: spec.department, per_hour: spec.per_hour,
  }));
}

/** The warnings of the host, as far as the screens need them. */
function warningsOf(spec: ScheduleSpec): StepWarning[] {
  const said: StepWarning[] = [];
  spec.steps.forEach((step, place) => {
    const before = spec.steps[place - 1];
    if (!before) return;
    const [day, earlier] = [Math.floor(hoursOf(step.after) / 24), Math.floor(hoursOf(before.after) / 24)];
    if (hoursOf(step.after) < hoursOf(before.after)) {
      said.push({ step: place, trouble: "out_of_order", text: `Step ${place + 1} goes out before step ${place}. Saving puts the steps in order of time.` });
    } else if (step.is_active && before.is_active && day < earlier + RECYCLE_DAYS) {
      const until = earlier + RECYCLE_DAYS;
      said.push({ step: place, trouble: "returns_later", text: `Step ${place + 1} is due ${day} days after the entry, but the file returns ${RECYCLE_DAYS} days after step ${place}'s drop; it waits until day ${until}, and goes out then.` });
    }
  });
  return said;
}

function check(spec: ScheduleSpec, isActive: boolean): void {
  if (spec.name.trim() === "") refuse("schedule.name", "Give the schedule a name.", "name");
  if (spec.steps.length === 0) refuse("schedule.steps", "Add at least one step.", "steps");
  if (spec.latest_local !== null && spec.latest_local <= spec.time_local) refuse("schedule.latest_local", "The latest time lies before the start. Choose a later one.", "latest_local");
  spec.steps.forEach((step, place) => {
    if (spec.expires_after && hoursOf(spec.expires_after) <= hoursOf(step.after)) refuse("schedule.after", "By then the entry has left the list. Choose an earlier moment, or a later expiry.", `steps[${place}].after`);
    if (isActive && step.is_active && step.message === null) refuse("schedule.message", "Choose an approved message for this step.", `steps[${place}].message`);
  });
}

export function scheduleHandlers(state: FakeState): Pick<Handlers, Names> {
  const stepsOf = (id: number): CampaignDto[] =>
    state.campaigns.filter((row) => row.schedule === id).sort((a, b) => hoursOf(a.spec.aim.step!.after) - hoursOf(b.spec.aim.step!.after));
  const dto = (id: number): ScheduleDto => {
    const schedule = state.schedules.find((row) => row.id === id) ?? refuse("store.not_found", "This is not on file any more. Go back and open it again.");
    const steps = stepsOf(id);
    const isActive = steps.some((row) => row.state === "active");
    const first = steps[0]!.spec;
    const { statuses, traffic_types, lost_reasons, hold_back_while_booked, expires_after, entries_from_on } = first.aim.step!;
    const spec: ScheduleSpec = {
      name: schedule.name, contact_type: first.contact_type, filters: first.filters, statuses, traffic_types, lost_reasons,
      hold_back_while_booked, expires_after, entries_from_on, count: first.count, days: first.days, time_local: first.time_local,
      latest_local: first.latest_local, days_between: first.days_between, prevention: first.prevention, rest_days: first.rest_days,
      department: first.department, per_hour: first.per_hour,
      steps: steps.map((row) => ({ campaign: row.id, after: row.spec.aim.step!.after, message: row.spec.message, is_active: !isActive || row.state === "active" })),
    };
    return {
      id, state: isActive ? "active" : steps.some((row) => row.state === "inactive") ? "inactive" : "draft", saved_at: steps[0]!.saved_at, spec, steps,
      has_run: steps.some((row) => row.has_run), warnings: warningsOf(spec),
    };
  };
  const set = (id: number, part: (row: CampaignDto) => Partial<CampaignDto>): ScheduleDto => {
    state.campaigns = state.campaigns.map((row) => (row.schedule === id ? { ...row, ...part(row) } : row));
    state.tell("campaigns");
    return dto(id);
  };
  const add = (schedule: number, spec: CampaignSpec, active: boolean): void => {
    const made: CampaignDto = {
      id: state.nextId++, number: state.campaigns.length + 1, state: active ? "active" : "draft", version: 1, saved_at: at(0), spec, has_run: false,
      schedule, next_run_at: active ? at(60 * 24) : null, warning: null, last_run: null, running: null,
    };
    state.campaigns = [...state.campaigns, made];
  };
  return {
    schedule_list: () => ({ schedules: state.schedules.map((row) => dto(row.id)) }),
    schedule_get: ({ id }) => dto(id),
    schedule_check: ({ spec }) => ({ steps: campaignsOf(spec), warnings: warningsOf(spec), recycle_days: RECYCLE_DAYS }),
    schedule_save: ({ id, spec: given }) => {
      const spec = { ...given, steps: [...given.steps].sort((a, b) => hoursOf(a.after) - hoursOf(b.after)) };
      const isActive = id !== null && dto(id).state === "active";
      check(spec, isActive);
      const schedule = id ?? state.nextId++;
      if (id === null) state.schedules = [...state.schedules, { id: schedule, name: spec.name }];
      state.schedules = state.schedules.map((row) => (row.id === schedule ? { ...row, name: spec.name.trim() } : row));
      const kept = new Set(spec.steps.map((step) => step.campaign));
      state.campaigns = state.campaigns.filter((row) => row.schedule !== schedule || row.has_run || kept.has(row.id));
      state.campaigns = state.campaigns.map((row) => (row.schedule === schedule && !kept.has(row.id) ? { ...row, schedule: null, state: "inactive" as const, next_run_at: null } : row));
      campaignsOf(spec).forEach((campaign, place) => {
        const step = spec.steps[place]!;
        if (step.campaign === null) return add(schedule, campaign, isActive && step.is_active);
        state.campaigns = state.campaigns.map((row) =>
          row.id === step.campaign ? { ...row, spec: campaign, saved_at: at(0), version: row.version + 1, state: !isActive ? row.state : step.is_active ? "active" : row.state === "active" ? "inactive" : row.state } : row,
        );
      });
      state.tell("campaigns");
      return dto(schedule);
    },
    schedule_activate: ({ id }) => {
      const { spec } = dto(id);
      check({ ...spec, steps: spec.steps.map((step) => ({ ...step, is_active: true })) }, true);
      return set(id, () => ({ state: "active", next_run_at: at(60 * 24) }));
    },
    schedule_deactivate: ({ id }) => set(id, (row) => ({ state: row.state === "active" ? "inactive" : row.state, next_run_at: null })),
    schedule_delete: ({ id }) => {
      if (dto(id).has_run) refuse("schedule.has_run", "This schedule has run, and its history stays. Make it inactive instead.");
      state.schedules = state.schedules.filter((row) => row.id !== id);
      state.campaigns = state.campaigns.filter((row) => row.schedule !== id);
      state.tell("campaigns");
      return {};
    },
    schedule_duplicate: ({ id }) => {
      const { spec } = dto(id);
      const made = state.nextId++;
      const name = `${spec.name} (copy)`;
      state.schedules = [...state.schedules, { id: made, name }];
      const today = new Date(NOW).toISOString().slice(0, 10);
      campaignsOf({ ...spec, name, entries_from_on: today }).forEach((campaign) => add(made, campaign, false));
      state.tell("campaigns");
      return dto(made);
    },
    schedule_skip_next: ({ id }) => set(id, (row) => (row.state === "active" ? { next_run_at: at(60 * 48) } : {})),
  };
}
