import { usePlace } from "./lib/router";

/** Which screen stands at a place. */
export function Screen() {
  const [screen = "today"] = usePlace();
  return <h1>{screen}</h1>;
}
