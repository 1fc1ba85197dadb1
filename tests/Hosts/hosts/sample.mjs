// node sample.mjs REPOSITORY STEPS.json ANSWERS.json: uses the page of samples/browser. A step fills fields by their names
// and asks; what is then to be seen is noted.
import { readFile, writeFile } from "node:fs/promises";
import { withChromium } from "./chromium.mjs";

const [repository, stepsFile, answersFile] = process.argv.slice(2);
const steps = JSON.parse(await readFile(stepsFile, "utf8"));
const seen = await withChromium({ "/": repository }, async (browser, url) => {
  const page = await browser.newPage();
  const states = [];
  for (const { model, fields } of steps) {
    const query = model ? `?model=${encodeURIComponent(model)}` : "";
    await page.goto(`${url}samples/browser/index.html${query}`);
    await page.locator("[role=status]", { hasNotText: "being loaded" }).waitFor();
    for (const [name, text] of Object.entries(fields ?? {})) {
      await page.locator(`[name=${name}]`).fill(text);
    }
    if (fields) {
      await page.getByRole("button", { name: "Recommend" }).click();
      await page.locator("[role=status]", { hasNotText: "Ready." }).waitFor();
    }
    states.push({
      status: await page.locator("[role=status]").textContent(),
      titles: await page.locator("li").allTextContents(),
    });
  }
  return states;
});
await writeFile(answersFile, JSON.stringify(seen));
