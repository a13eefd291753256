import type { Handlers } from ".";
import type { BackupDto, BackupList } from "../bindings";
import { backup, FOLDER } from "./backupRows";
import { at, newState, refuse, type FakeState } from "./state";

type Names = "backup_list" | "backup_now" | "backup_look" | "backup_verify" | "backup_folder_save" | "backup_restore" | "run_release" | "restore_go_on";

export function backupHandlers(state: FakeState): Pick<Handlers, Names> {
  const list = (): BackupList => ({
    folder: state.backupFolder ?? FOLDER, is_default: state.backupFolder === null, backups: state.backups, making: null,
    problem: state.house.backup_problem, problem_at: state.house.backup_problem === null ? null : at(-9), put_aside: FOLDER.replace("backups", "put-aside"),
  });
  const find = (path: string): BackupDto =>
    state.backups.find((row) => path.startsWith(row.path)) ?? refuse("backup.not_one", "This is no backup of Voice Drops. Choose its folder, or the voicedrops.db in it.", "path");
  return {
    backup_list: list,
    backup_now: () => {
      const made = backup(0, { cause: "by_hand", name: "voicedrops 2026-11-21 1042 practice", taken_at: at(0), taken_local: "2026-11-21T10:42:08", verified_at: at(0) });
      state.backups = [made, ...state.backups];
      state.house = { ...state.house, backup_problem: null };
      return made;
    },
    backup_look: ({ path }) => (path.endsWith(".db") ? backup(2, { name: "chosen", store: "Northgate Honda" }) : find(path)),
    backup_verify: ({ path }) => {
      const found = find(path);
      if (found.name.includes("damaged")) refuse("backup.damaged", "A part of it cannot be read. Use another backup, and have this computer's disk checked.");
      state.backups = state.backups.map((row) => (row.path === path ? { ...row, verified_at: at(0) } : row));
      return { ...found, verified_at: at(0) };
    },
    backup_folder_save: ({ folder }) => {
      if (folder !== null && !/^([A-Z]:|\/)/.test(folder)) refuse("backup.folder", "This folder is not there. Make it first, or plug in its drive.", "folder");
      state.backupFolder = folder;
      return list();
    },
    backup_restore: ({ path, passphrase }) => {
      const chosen = path.endsWith("chosen") ? backup(2) : find(path);
      if (state.house.state !== "open" && passphrase !== "correct horse") refuse("store.wrong_passphrase", "The passphrase is not the right one.", "passphrase");
      const { tell, backups } = state;
      if (state.house.state !== "open") Object.assign(state, newState({}), { tell, backups });
      state.lanes = state.lanes.map((lane) => (lane.state === "running" ? { ...lane, state: "paused", pause_cause: "restored", paused_by: "R. Marsh", in_flight: null, since: at(0) } : lane));
      state.restored = {
        backup_at: chosen.taken_at, restored_at: at(0), by: "R. Marsh", known_by: "file", told_at: null, left_out: 214,
        runs: state.lanes.map((lane) => ({ run: lane.run, campaign_name: lane.campaign_name, state: lane.state, scheduled_at: at(-42), in_line: lane.counts.to_do, can_be_released: true })),
        foreign: [], foreign_many: 0,
      };
      state.tell("house", "runs", "backups");
      return state.house;
    },
    run_release: ({ run }) => {
      if (state.restored === null) refuse("run.not_now", "Nothing holds this run back.");
      const runs = state.restored.runs.filter((row) => row.run !== run);
      state.restored = runs.length === 0 ? null : { ...state.restored, runs };
      state.lanes = state.lanes.map((lane) => (lane.run === run && lane.pause_cause === "restored" ? { ...lane, state: "running", pause_cause: null, paused_by: null } : lane));
      state.tell("runs");
      return {};
    },
    restore_go_on: () => {
      if (state.restored) state.restored = { ...state.restored, known_by: "person", told_at: null, runs: state.restored.runs.map((run) => ({ ...run, can_be_released: false })) };
      state.tell("runs");
      return {};
    },
  };
}
