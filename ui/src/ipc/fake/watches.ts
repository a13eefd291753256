import type { Handlers } from ".";
import type { DataSource, WatchList } from "../bindings";
import { refuse, type FakeState } from "./state";

type Names = "watch_list" | "watch_save" | "watch_remove" | "watch_go_on";

export function watchHandlers(state: FakeState): Pick<Handlers, Names> {
  const sources = (): DataSource[] => [...new Set<DataSource>([...state.imports.map((row) => row.source), "traffic_entry"])];
  const list = (): WatchList => ({ watches: state.watches, sources: sources() });
  return {
    watch_list: () => list(),
    watch_save: ({ id, source, folder, names }) => {
      if (!/^([A-Z]:|\/)/.test(folder)) refuse("watch.no_folder", "There is no such folder. Write its whole path, as in C:\\exports.", "folder");
      const kept = { source, folder, names, last_file: null, last_at: null, last_outcome: null, problem: null, problem_at: null, problem_file: null, needs_person: false };
      state.watches = id === null ? [...state.watches, { id: state.nextId++, ...kept }] : state.watches.map((row) => (row.id === id ? { ...row, ...kept } : row));
      return list();
    },
    watch_remove: ({ id }) => {
      state.watches = state.watches.filter((row) => row.id !== id);
      return list();
    },
    watch_go_on: ({ id }) => {
      const watch = state.watches.find((row) => row.id === id);
      const known = state.imports.some((row) => row.file_name === watch?.problem_file);
      if (!known) refuse("watch.columns_unknown", "Nobody has said yet what the new columns mean. Open the file here, check its columns and take it in; then press Go on.");
      state.watches = state.watches.map((row) => (row.id === id ? { ...row, problem: null, problem_at: null, problem_file: null, needs_person: false } : row));
      return list();
    },
  };
}
