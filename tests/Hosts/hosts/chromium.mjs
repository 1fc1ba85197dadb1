// Headless Chromium on the pages of this folder, served as plain files.
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { serve } from "./static.mjs";

const here = dirname(fileURLToPath(import.meta.url));

/** Opens a browser for the time that `use(browser, url)` takes. */
export async function withChromium(models, use) {
  const site = await serve({
    "/": join(here, "..", "web"),
    "/hosts/": here,
    "/ort/": join(here, "..", "node_modules", "onnxruntime-web", "dist"),
    "/models/": models,
  });
  try {
    const browser = await chromium.launch({
      executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    });
    try {
      return await use(browser, site.url);
    } finally {
      await browser.close();
    }
  } finally {
    site.close();
  }
}
