// node page.mjs MODELS STEPS.json ANSWERS.json: uses the page in web/ as a person would, and tells what is to be seen.
// A step is { open: "index.html?model=…" }, { type: "text" }, { count: "5" }, { hide: rank }, { showAll: true },
// { offline: true } or { screenshot: "file.png", width, dark }. After each, the page's state is noted.
import { readFile, writeFile } from "node:fs/promises";
import { withChromium } from "./chromium.mjs";

const [models, stepsFile, answersFile] = process.argv.slice(2);
const steps = JSON.parse(await readFile(stepsFile, "utf8"));
const seen = await withChromium(models, async (browser, url) => {
  const context = await browser.newContext();
  const page = await context.newPage();
  const errors = [];
  page.on("pageerror", (error) => errors.push(String(error)));
  const states = [];
  for (const step of steps) {
    if (step.open !== undefined) {
      await page.goto(url + step.open);
    } else if (step.type !== undefined) {
      await page.getByLabel("Id", { exact: true }).fill("");
      await page.getByLabel("Id", { exact: true }).pressSequentially(step.type);
    } else if (step.count !== undefined) {
      await page.getByLabel("How many").fill(step.count);
    } else if (step.hide !== undefined) {
      await page.getByRole("listitem").nth(step.hide).getByRole("button").press("Enter");
    } else if (step.showAll) {
      await page.getByRole("button", { name: "Show hidden ones again" }).click();
    } else if (step.offline) {
      await context.setOffline(true);
    } else if (step.screenshot) {
      await page.setViewportSize({ width: step.width, height: 800 });
      await page.emulateMedia({ colorScheme: step.dark ? "dark" : "light" });
      await page.screenshot({ path: step.screenshot });
    }
    await page.locator("#results[aria-busy=false]").waitFor({ state: "attached" });
    states.push({
      status: await page.getByRole("status").innerText(),
      titles: await page.getByRole("listitem").locator(".title").allInnerTexts(),
      scores: await page.getByRole("listitem").locator(".score").allInnerTexts(),
      scrolls: await page.evaluate(
        () => document.documentElement.scrollWidth > document.documentElement.clientWidth,
      ),
      focus: await page.evaluate(() => document.activeElement?.textContent),
      errors: errors.splice(0),
    });
  }
  return states;
});
await writeFile(answersFile, JSON.stringify(seen));
