import type { Handlers } from ".";
import type { TargetRow } from "../bindings";
import { carOf, kindOf, nameOf, numberOf } from "./people";
import { at, counts, lane, refuse, spec, type FakeState } from "./state";

type Names = "today_get" | "run_now" | "run_pause" | "run_resume" | "run_stop" | "run_set_count" | "decision_settle" | "report_list" | "run_report" | "run_targets";

const RESULTS = ["delivered", "delivered", "busy", "delivered", "impossible", "unavailable", "delivered", "mailbox_full"] as const;
const FOLLOWS: Record<string, string> = {
  delivered: "back on Call Select 1 Dec · this message again from 21 Dec",
  busy: "second in a row; rests 3 days; back on Call Select today",
  impossible: "blocked until 5 Dec; back on Call Select",
  unavailable: "rests 1 day; back on Call Select today",
  mailbox_full: "rests 1 day; back on Call Select today",
};

function target(position: number): TargetRow {
  const customer = position;
  const skipped = position % 67 === 0;
  const disposition = skipped ? null : (RESULTS[position % RESULTS.length] ?? "delivered");
  return {
    target: position, position, customer, name: nameOf(customer), customer_number: String(100_000 + customer), vehicle: carOf(customer),
    kind: kindOf(customer), number: numberOf(customer), state: skipped ? "skipped" : disposition === "delivered" ? "delivered" : "failed",
    reason: skipped ? "booked" : null, detail: skipped ? "2 Dec 2026 8:30" : null, disposition, raw_word: disposition,
    sent_at: skipped ? null : at(-42, position * 21), final_at: skipped ? null : at(-42, position * 21 + 9 + (position % 20)),
    follows: disposition ? (FOLLOWS[disposition] ?? null) : null, is_late: position === 5, other_result: position === 8 ? "busy" : null,
  };
}

export function runHandlers(state: FakeState): Pick<Handlers, Names> {
  const laneOf = (run: number) => state.lanes.find((row) => row.run === run) ?? refuse("run.not_found", "This run is over.");
  const change = (run: number, part: Partial<ReturnType<typeof lane>>): void => {
    laneOf(run);
    state.lanes = state.lanes.map((row) => (row.run === run ? { ...row, ...part } : row));
    state.tell("runs");
  };
  const headOf = (run: number) => state.reports.find((row) => row.run === run) ?? refuse("run.not_found", "There is no such run.");
  return {
    today_get: () => {
      const sum = (of: "delivered" | "failed" | "in_progress" | "unknown"): number => state.lanes.reduce((total, row) => total + row.counts[of], 0);
      const ended = state.reports.filter((row) => row.on === "2026-11-21");
      return {
        on: "2026-11-21", delivered: sum("delivered"), failed: sum("failed"), in_progress: sum("in_progress"), unknown: sum("unknown"),
        planned: state.lanes.reduce((total, row) => total + row.asked, 0), call_backs: state.lanes.length > 0 ? 14 : 0, lanes: state.lanes,
        ended: ended.map((row) => ({ run: row.run, campaign_name: row.campaign_name, state: row.state, skip: row.skip, note: row.note, counts: row.counts, ended_at: row.ended_at ?? at(-60) })),
        next: state.campaigns.length === 0 ? [] : [
          { campaign: 4, campaign_name: "No-shows, rebook", at: at(48), count: 25 },
          { campaign: 6, campaign_name: "Recall 26V-411", at: at(138), count: 40 },
          { campaign: 4, campaign_name: "Lease ends in spring", at: at(138), count: null },
          { campaign: 5, campaign_name: "CSI day 3", at: at(318), count: 35 },
        ],
        decisions: state.decisions, impossible: state.people.size ? 412 : 0, blocked_until: state.people.size ? 96 : 0, blocked_for_ever: state.people.size ? 58 : 0,
        drops: state.drops, data_as_of: state.dataAsOf, restored: state.restored,
      };
    },
    run_now: ({ campaign }) => {
      const found = state.campaigns.find((row) => row.id === campaign);
      if (found?.state === "draft") refuse("campaign.draft", "Activate the campaign first.");
      const run = state.nextId++;
      state.lanes = [...state.lanes, lane(run, { campaign, campaign_name: found?.spec.name ?? "", port: state.lanes.length + 1, counts: counts({ to_do: 40 }), asked: 40 })];
      state.tell("runs", "campaigns");
      return { run };
    },
    run_pause: ({ run }) => {
      change(run, { state: "paused", paused_by: "R. Marsh", pause_cause: "person", since: at(0), in_flight: null });
      return {};
    },
    run_resume: ({ run }) => {
      if (state.house.paused_all) refuse("run.paused_all", "Everything is paused. Lift Pause all first.");
      change(run, { state: "running", paused_by: null, pause_cause: null, since: at(0) });
      return {};
    },
    run_stop: ({ run }) => {
      const row = laneOf(run);
      state.lanes = state.lanes.filter((other) => other.run !== run);
      const { counts: had } = row;
      state.reports = [{ ...(state.reports[0] ?? headOf(94)), run, campaign_name: row.campaign_name, on: "2026-11-21", state: "stopped", note: null, counts: { ...had, released: had.released + had.to_do, to_do: 0, in_progress: 0, delivered: had.delivered + had.in_progress } }, ...state.reports];
      state.tell("runs");
      return {};
    },
    run_set_count: ({ run, count }) => {
      const row = laneOf(run);
      const sent = row.counts.delivered + row.counts.failed + row.counts.unknown + row.counts.in_progress;
      if (count.kind === "number" && count.number < sent) refuse("run.count_below_sent", `${sent} are sent already. Write ${sent} or more, or stop the run.`, "count");
      if (count.kind === "number" && count.number > 100_000) refuse("run.count_too_big", "The count goes up to 100,000.", "count");
      const asked = count.kind === "number" ? count.number : 412;
      change(run, { asked, counts: counts({ ...row.counts, released: row.counts.released + Math.max(0, row.asked - asked), to_do: asked - sent }) });
      return {};
    },
    decision_settle: ({ attempt, choice }) => {
      if (choice === "ask_again") {
        state.decisions = state.decisions.map((row) => (row.attempt === attempt ? { ...row, last_answer: "Asked at 10:42: Stratics knows no result yet." } : row));
      } else {
        state.decisions = state.decisions.filter((row) => row.attempt !== attempt);
      }
      state.tell("house", "runs");
      return {};
    },
    report_list: () => ({ runs: state.reports, before: null }),
    run_report: ({ run }) => {
      const head = headOf(run);
      const failed = head.counts.failed;
      return {
        head, spec: spec({ name: head.campaign_name }), version_saved_at: at(-42),
        results: head.counts.delivered === 0 ? [] : [
          { disposition: "delivered", targets: head.counts.delivered },
          { disposition: "unavailable", targets: Math.ceil(failed * 0.4) },
          { disposition: "busy", targets: Math.floor(failed * 0.3) },
          { disposition: "impossible", targets: failed - Math.ceil(failed * 0.4) - Math.floor(failed * 0.3) },
        ],
        skipped: head.counts.skipped > 0 ? [{ reason: "booked", targets: head.counts.skipped - 1 }, { reason: "called_in", targets: 1 }] : [],
        released: head.counts.released > 0 ? [{ reason: "stopped", targets: head.counts.released }] : [],
        call_backs: 13, newly_blocked: 7, newly_blocked_for_ever: 2, late_results: 1, shortfall: null, mean_drop_ms: 20_900,
      };
    },
    run_targets: ({ run, after }) => {
      const total = headOf(run).counts.chosen;
      const from = after ?? 0;
      const targets = Array.from({ length: Math.min(200, total - from) }, (_, index) => target(from + index + 1));
      const last = targets.at(-1)?.position ?? total;
      return { targets, after: last < total ? last : null };
    },
  };
}
