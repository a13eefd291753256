import type { RunState } from "../../ipc";

export function stateColour(state: RunState): string {
  switch (state) {
    case "finished":
      return "teal";
    case "running":
    case "ending":
      return "blue";
    case "paused":
    case "planned":
    case "waiting_for_port":
      return "gray";
    case "stopped":
    case "ended_at_closing":
      return "orange";
    case "skipped":
    case "missed":
      return "red";
  }
}
