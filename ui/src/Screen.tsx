import { Today } from "./features/today/Today";
import { usePlace } from "./lib/router";

/** Which screen stands at a place. */
export function Screen() {
  const [screen = "today"] = usePlace();
  switch (screen) {
    default:
      return <Today />;
  }
}
