import type { Handlers } from ".";
import { at, NOW, newState, refuse, STORE, type FakeState } from "./state";

export function houseHandlers(state: FakeState, started: number): Pick<Handlers, "house_status" | "house_create" | "house_retry" | "house_unlock" | "store_save" | "zone_list" | "connection_get" | "connection_save" | "connection_test" | "audit_page" | "pause_all" | "pause_all_end" | "settings_get" | "settings_save" | "file_pick" | "print"> {
  const status = () => ({
    ...state.house,
    now: new Date(NOW + (Date.now() - started) * state.house.clock_speed).toISOString(),
    decisions: state.decisions.length,
  });
  const fill = (): void => {
    const { tell, house } = state;
    Object.assign(state, newState({ keychain: house.keychain_answers }), { tell });
  };
  return {
    house_status: status,
    house_create: (request) => {
      if (!state.house.keychain_answers && (request.passphrase?.length ?? 0) < 8) refuse("house.passphrase_short", "Use at least 8 characters.", "passphrase");
      if (request.store?.name.toLowerCase() === "taken") refuse("store.name", "Another store of this name is in the file.", "name");
      fill();
      if (request.door !== "sample" && request.store) {
        const { tell } = state;
        Object.assign(state, newState({ empty: true, live: request.door === "set_up_store" }), { tell });
        state.house = { ...state.house, store: request.store };
      }
      state.tell("house", "runs", "campaigns", "customers", "messages", "recycle", "imports");
      return status();
    },
    house_retry: () => state.house,
    house_unlock: (request) => {
      if (request.passphrase !== "correct horse") refuse("house.wrong_passphrase", "That is not the passphrase of this data file. Check capitals and spaces, and try again.", "passphrase");
      fill();
      state.tell("house");
      return status();
    },
    store_save: (store) => {
      state.house = { ...state.house, store };
      state.tell("house");
      return status();
    },
    zone_list: () => ({ zones: [STORE.zone, "America/Vancouver", "America/Halifax", "America/Chicago", "America/New_York"] }),
    connection_get: () => state.connection,
    connection_save: ({ base_url, key }) => {
      if (!/^http:\/\/(127\.0\.0\.1|localhost)/.test(base_url)) refuse("connection.not_loopback", "The calling rules are not installed yet, so only an address on this computer can be used, such as http://127.0.0.1:8099.", "base_url");
      state.connection = { ...state.connection, base_url, has_key: key !== null || state.connection.has_key };
      state.tell("house");
      return state.connection;
    },
    connection_test: ({ base_url, key }) => {
      if (key === "wrong") refuse("provider.unauthorized", "The server at this address does not accept the key. Copy it again from your Stratics account.", "key");
      if (base_url.includes("9999")) refuse("provider.unreachable", "Nothing answers at this address. Check the address and that the server is running.", "base_url");
      return { account_name: "Northgate Auto Group", ports: 4, credits: 1140, test_mode: true };
    },
    audit_page: () => ({ rows: state.audit, before: null }),
    pause_all: () => {
      state.house = { ...state.house, paused_all: true };
      const runs = state.lanes.filter((lane) => lane.state === "running").map((lane) => lane.run);
      state.lanes = state.lanes.map((lane) => (runs.includes(lane.run) ? { ...lane, state: "paused", pause_cause: "pause_all", paused_by: "R. Marsh", in_flight: null, since: at(0) } : lane));
      state.tell("house", "runs");
      return { runs };
    },
    pause_all_end: () => {
      state.house = { ...state.house, paused_all: false };
      state.tell("house", "runs");
      return { runs: [] };
    },
    settings_get: () => ({ settings: state.settings }),
    settings_save: ({ settings }) => {
      state.settings = settings;
      return { settings };
    },
    file_pick: ({ extensions }) => ({ path: extensions.includes("db") ? "E:\\old computer\\voicedrops 2026-11-19 0731 practice\\voicedrops.db" : extensions.includes("csv") ? "C:\\exports\\dms-export-2000.csv" : "C:\\audio\\winter-tires.wav" }),
    print: () => {
      window.print?.();
      return {};
    },
  };
}
