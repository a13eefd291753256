import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

// The window's content security policy allows no data: addresses and nothing remote, so every asset stays a file.
export default defineConfig({
  plugins: [react()],
  clearScreen: false,
  build: {
    target: "safari17",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1500,
    sourcemap: false,
  },
  test: {
    environment: "jsdom",
    setupFiles: ["src/test/setup.ts"],
    css: false,
    testTimeout: 15_000,
    restoreMocks: true,
  },
});
