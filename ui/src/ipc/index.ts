export * from "./bindings";
export { call, onChanged, setTransport, type CommandName, type RequestOf, type ResponseOf, type Transport } from "./client";
export { AppError, appError } from "./error";
export { followHost, invalidate, queries, queryKey, useAct, useAsk } from "./hooks";
export type { ColorScheme, Settings } from "./shell";
