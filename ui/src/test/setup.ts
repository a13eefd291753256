import "@testing-library/jest-dom/vitest";
import { cleanup, configure } from "@testing-library/react";
import { afterEach, vi } from "vitest";

// What jsdom lacks and Mantine asks for.
Object.defineProperty(window, "matchMedia", {
  value: (query: string) => ({
    matches: false, media: query, onchange: null, addEventListener: vi.fn(), removeEventListener: vi.fn(), addListener: vi.fn(),
    removeListener: vi.fn(), dispatchEvent: vi.fn(),
  }),
});
class NoResizes {
  observe(): void {}
  unobserve(): void {}
  disconnect(): void {}
}
window.ResizeObserver = NoResizes as unknown as typeof ResizeObserver;
Element.prototype.scrollIntoView = () => {};
// An element of jsdom has no size; a virtual list then shows nothing.
for (const of of ["offset", "client"]) {
  Object.defineProperty(HTMLElement.prototype, `${of}Height`, { configurable: true, value: 720 });
  Object.defineProperty(HTMLElement.prototype, `${of}Width`, { configurable: true, value: 1000 });
}
Object.defineProperty(document, "fonts", { value: { addEventListener: () => {}, removeEventListener: () => {} } });
window.scrollTo = () => {};

// A condition is met or it is not; a busy machine only takes longer to get there.
configure({ asyncUtilTimeout: 10_000 });

afterEach(cleanup);
