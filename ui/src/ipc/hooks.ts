import {
  QueryClient,
  useMutation,
  useQuery,
  type UseMutationResult,
  type UseQueryOptions,
  type UseQueryResult,
} from "@tanstack/react-query";

import type { Topic } from "./bindings";
import { call, onChanged, type CommandName, type RequestOf, type ResponseOf } from "./client";
import type { AppError } from "./error";
import { changedBy, topicsOf } from "./topics";

export const queries = new QueryClient({
  defaultOptions: {
    queries: { retry: false, staleTime: 30_000, refetchOnWindowFocus: false, networkMode: "always" },
    mutations: { retry: false, networkMode: "always" },
  },
});

export function queryKey<K extends CommandName>(name: K, request: RequestOf<K>): [K, RequestOf<K>] {
  return [name, request];
}

type Options<K extends CommandName> = Omit<
  UseQueryOptions<ResponseOf<K>, AppError, ResponseOf<K>, [K, RequestOf<K>]>,
  "queryKey" | "queryFn"
>;

/** The answer of a command, kept and asked again when the host says that it changed. */
export function useAsk<K extends CommandName>(
  name: K,
  request: RequestOf<K>,
  options?: Options<K>,
): UseQueryResult<ResponseOf<K>, AppError> {
  return useQuery({ queryKey: queryKey(name, request), queryFn: () => call(name, request), ...options });
}

/** A command that changes something. */
export function useAct<K extends CommandName>(name: K): UseMutationResult<ResponseOf<K>, AppError, RequestOf<K>> {
  return useMutation<ResponseOf<K>, AppError, RequestOf<K>>({
    mutationFn: (request) => call(name, request),
    onSuccess: () => invalidate(changedBy[name] ?? []),
  });
}

export function invalidate(topics: readonly Topic[]): void {
  void refetch(topics);
}

function refetch(topics: readonly Topic[]): Promise<void> {
  if (topics.length === 0) return Promise.resolve();
  return queries.invalidateQueries({
    predicate: (query) => {
      const name = query.queryKey[0] as CommandName;
      return (topicsOf[name] ?? []).some((topic) => topics.includes(topic));
    },
  });
}

/** Between two rounds of asking again. A busy minute makes ten events a second; eyes need no more than four. */
const ROUND_GAP_MS = 250;

/**
 * Lets the host's events make old answers old. Rounds follow one another, so that a slow answer is never cancelled
 * by the next event and starved. Ends when the answer is called.
 */
export function followHost(): () => void {
  const waiting = new Set<Topic>();
  let busy = false;
  let ended = false;
  const round = async (): Promise<void> => {
    busy = true;
    while (waiting.size > 0 && !ended) {
      const topics = [...waiting];
      waiting.clear();
      await refetch(topics);
      await new Promise((done) => setTimeout(done, ROUND_GAP_MS));
    }
    busy = false;
  };
  const end = onChanged((topics) => {
    topics.forEach((topic) => waiting.add(topic));
    if (!busy) void round();
  });
  return () => {
    ended = true;
    end();
  };
}
