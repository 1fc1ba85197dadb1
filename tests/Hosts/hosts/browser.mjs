// node browser.mjs CALLS.json ANSWERS.json: runs the calls of every model in onnxruntime-web, in headless Chromium.
import { readFile, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { withChromium } from "./chromium.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const [callsFile, answersFile] = process.argv.slice(2);
const models = JSON.parse(await readFile(callsFile, "utf8"));
const folders = {
  "/hosts/": here,
  "/ort/": join(here, "..", "node_modules", "onnxruntime-web", "dist"),
  "/models/": dirname(models[0].path),
};
const answers = await withChromium(folders, async (browser, url) => {
  const page = await browser.newPage();
  await page.goto(`${url}hosts/blank.html`);
  const results = {};
  for (const { name, path, calls } of models) {
    results[name] = await page.evaluate(
      async ({ file, calls }) => {
        const ort = await import("/ort/ort.wasm.bundle.min.mjs");
        const { runCalls } = await import("/hosts/calls.mjs");
        ort.env.wasm.numThreads = 1;
        ort.env.wasm.wasmPaths = "/ort/";
        const session = await ort.InferenceSession.create(`/models/${file}`);
        const outputs = await runCalls(ort, session, calls);
        await session.release();
        return outputs;
      },
      { file: basename(path), calls },
    );
  }
  return results;
});
await writeFile(answersFile, JSON.stringify(answers));
