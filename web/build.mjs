// Bundles src/ into what the binary embeds. No hash in the names: the server
// makes one from the content.
import { build } from "esbuild";
import { copyFile, mkdir } from "node:fs/promises";

const out = "../internal/site/assets/dist";
await mkdir(out, { recursive: true });
await build({
  entryPoints: { app: "src/app.ts" },
  bundle: true,
  minify: true,
  target: ["es2022"],
  format: "iife",
  legalComments: "none",
  outdir: out,
});
await build({ entryPoints: { app: "src/app.css" }, bundle: true, minify: true, target: ["chrome109", "firefox115", "safari16"], outdir: out });
await copyFile("src/icon.svg", `${out}/icon.svg`);
