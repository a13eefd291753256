// An in-memory host with a believable sample dealership, for Vitest and for looking at the screens without the program.
import type { Topic } from "../bindings";
import type { AllCommands, CommandName, RequestOf, ResponseOf, Transport } from "../client";
import { adminHandlers } from "./admin";
import { audienceHandlers } from "./audience";
import { backupHandlers } from "./backups";
import { callHandlers } from "./calls";
import { campaignHandlers } from "./campaigns";
import { customerHandlers } from "./customers";
import { fetchHandlers } from "./fetch";
import { houseHandlers } from "./house";
import { importHandlers } from "./imports";
import { listHandlers } from "./lists";
import { messageHandlers } from "./messages";
import { recycleHandlers } from "./recycle";
import { runHandlers } from "./runs";
import { scheduleHandlers } from "./schedules";
import { newState, type FakeState, type Scene } from "./state";
import { watchHandlers } from "./watches";

export type Handlers = { [K in CommandName]: (request: RequestOf<K>) => ResponseOf<K> };

export type FakeHost = Transport & {
  state: FakeState;
  /** Every call so far, for tests. */
  calls: { name: CommandName; request: unknown }[];
  /** Takes the place of one handler. */
  answer: <K extends keyof AllCommands>(name: K, handler: Handlers[K]) => void;
  tell: (...topics: Topic[]) => void;
};

export function fakeHost(scene: Scene = {}, delayMs = 0): FakeHost {
  const state = newState(scene);
  const listeners = new Set<(event: { changed: Topic[] }) => void>();
  const calls: FakeHost["calls"] = [];
  const tell = (...changed: Topic[]): void => listeners.forEach((heard) => heard({ changed }));
  state.tell = tell;
  const handlers: Handlers = {
    ...houseHandlers(state, Date.now()),
    ...runHandlers(state),
    ...backupHandlers(state),
    ...callHandlers(state),
    ...campaignHandlers(state),
    ...audienceHandlers(state),
    ...scheduleHandlers(state),
    ...customerHandlers(state),
    ...messageHandlers(state),
    ...recycleHandlers(state),
    ...importHandlers(state),
    ...fetchHandlers(state),
    ...adminHandlers(state),
    ...watchHandlers(state),
    ...listHandlers(),
  };
  return {
    state,
    calls,
    tell,
    answer: (name, handler) => {
      handlers[name] = handler as never;
    },
    invoke: async (name, request) => {
      const command = name as CommandName;
      calls.push({ name: command, request });
      if (delayMs > 0) await new Promise((done) => setTimeout(done, delayMs));
      const handler = handlers[command] as (request: unknown) => unknown;
      // Through JSON, as over the real wire.
      const answer: unknown = await Promise.resolve(handler(structuredClone(request)));
      return structuredClone(answer);
    },
    listen: (heard) => {
      listeners.add(heard);
      return () => listeners.delete(heard);
    },
  };
}

/** Fields that hold the name of somebody or something; a host may send 60 letters and more. */
const NAMES = ["name", "customer", "campaign_name", "message_name", "vehicle", "vehicle_title", "title", "city", "by", "comment"];
const LONG_NAME = "Maximiliana Featherstonehaugh-Konstantinopoulos Holdings Ltd.";

/** The same answer with names as long as they come. */
function withLongNames(value: unknown, key = ""): unknown {
  if (typeof value === "string") return NAMES.includes(key) ? `${value} ${LONG_NAME}`.slice(0, 60) : value;
  if (Array.isArray(value)) return value.map((one) => withLongNames(one, key));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([of, one]) => [of, withLongNames(one, of)]));
}

/**
 * `?scene=first`, `locked`, `broken`, `empty`, `ten`, `live`, `paused`: which moment of the program to look at; `&long=1`:
 * with names of 60 letters; `&scheme=dark`.
 */
export function fakeFromAddress(search: string): Transport {
  const asked = new URLSearchParams(search);
  const scenes: Record<string, Scene> = {
    first: { state: "first_start", keychain: false },
    locked: { state: "locked" },
    broken: { state: "cannot_open" },
    empty: { empty: true },
    ten: { lanes: 10 },
    one: { lanes: 1, speed: 20 },
    live: { live: true },
    paused: { pausedAll: true },
    sources: { sources: true },
    nobackup: { backupProblem: true },
    restored: { restored: "file" },
    unknown: { restored: "nobody" },
  };
  const host = fakeHost(scenes[asked.get("scene") ?? ""] ?? {}, 60);
  const failing = asked.get("fail");
  if (failing) {
    host.answer(failing as CommandName, (() => {
      throw Object.assign(new Error(), { code: "store.busy", message: "The data file is busy. Try again in a moment.", field: null, retryable: true });
    }) as never);
  }
  const scheme = asked.get("scheme");
  if (scheme) host.state.settings.color_scheme = scheme as "dark";
  if (asked.get("beat")) startBeat(host);
  if (asked.get("long")) return { ...host, invoke: async (name, request) => withLongNames(await host.invoke(name, request)) };
  return host;
}

/** A drop every two seconds, so that the live list lives. */
function startBeat(host: FakeHost): void {
  let attempt = 1000;
  setInterval(() => {
    const { drops } = host.state;
    const first = drops[attempt % 40];
    if (!first) return;
    host.state.drops = [
      { ...first, attempt, at: new Date().toISOString(), disposition: null },
      ...drops.map((row, index) => (index < 4 && row.disposition === null ? { ...row, disposition: "delivered" as const } : row)),
    ].slice(0, 100);
    attempt += 1;
    host.tell("runs");
  }, 2000);
}
