// Headless Chromium.
import { chromium } from "playwright-core";
import { serve } from "./static.mjs";

/** Opens a browser for the time that `use(browser, url)` takes, and serves folders by their paths as plain files at the URL. */
export async function withChromium(folders, use) {
  const site = await serve(folders);
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
