import { defineConfig } from "vite";

// Two outputs from one source: `vite build` writes the ES module that bundlers take, readable and
// free of side effects; `vite build --mode script` writes the small script-tag build beside it.
export default defineConfig(({ mode }) => {
  const script = mode === "script";
  return {
    publicDir: false,
    build: {
      // Named versions, so that an update of the bundler does not move the floor by itself.
      target: ["chrome111", "edge111", "firefox114", "safari16.4"],
      emptyOutDir: !script,
      lib: script
        ? { entry: "src/script.ts", formats: ["iife"], name: "Passflex", fileName: () => "passflex.js" }
        : { entry: "src/index.ts", formats: ["es"], fileName: () => "index.js" },
    },
  };
});
