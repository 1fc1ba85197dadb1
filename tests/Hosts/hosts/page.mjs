// node page.mjs SITE STEPS.json ANSWERS.json: uses the page of a model as a person would, and tells what is to be seen.
// SITE is the folder of a static site, or the address of one that is served. A step is one of
//   { open: "#user=ann" }                       the page, with what is asked in its address
//   { fill: "label", text: "…" }                types into a field
//   { choose: "label", text: "…" }              chooses in a list
//   { click: "name" }, { focus: "name" }        a button, by the name that is read out
//   { press: "Enter" }                          a key, where the keyboard is
//   { offline: true }
//   { screenshot: "file.png", width, dark }
// After each, the page's state is noted.
import { readFile, writeFile } from "node:fs/promises";
import { withChromium } from "./chromium.mjs";

const [site, stepsFile, answersFile] = process.argv.slice(2);
const isServed = site.startsWith("http:");
const steps = JSON.parse(await readFile(stepsFile, "utf8"));
const seen = await withChromium(isServed ? {} : { "/": site }, async (browser, url) => {
  const context = await browser.newContext();
  context.setDefaultTimeout(15_000);
  const page = await context.newPage();
  const errors = [];
  page.on("pageerror", (error) => errors.push(String(error)));
  page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
  const states = [];
  for (const step of steps) {
    await take(step, page, context, isServed ? site : url);
    // What was done is asked for at once, and shown when it is answered.
    await page.locator("#results[aria-busy=false]").waitFor({ state: "attached" });
    await page.locator("[aria-busy=true]").waitFor({ state: "detached" });
    states.push({ ...(await page.evaluate(look)), errors: errors.splice(0) });
  }
  return states;
});
await writeFile(answersFile, JSON.stringify(seen));

async function take(step, page, context, url) {
  if (step.open !== undefined) {
    // Anew, also where only the part after # is another.
    await page.goto("about:blank");
    await page.goto(url + step.open);
  } else if (step.fill) {
    await page.getByLabel(step.fill, { exact: true }).fill(step.text);
  } else if (step.choose) {
    await page.getByLabel(step.choose, { exact: true }).selectOption(step.text);
  } else if (step.click) {
    await page.getByRole("button", { name: step.click, exact: true }).click();
  } else if (step.focus) {
    await page.getByRole("button", { name: step.focus, exact: true }).focus();
  } else if (step.press) {
    await page.keyboard.press(step.press);
  } else if (step.offline) {
    await context.setOffline(true);
  } else if (step.screenshot) {
    await page.setViewportSize({ width: step.width, height: 900 });
    await page.emulateMedia({ colorScheme: step.dark ? "dark" : "light" });
    await page.screenshot({ path: step.screenshot, fullPage: true });
  }
}

// Runs in the page.
function look() {
  const texts = (selector) => Array.from(document.querySelectorAll(selector), (found) => found.textContent);
  const { activeElement } = document;
  return {
    status: document.querySelector("#status").textContent,
    titles: texts("#results .title"),
    scores: texts("#results .score"),
    moves: texts("#results .moved"),
    similar: texts("#alike:not([hidden]) .title"),
    history: texts("#history span"),
    excluded: texts("#excluded span"),
    found: texts("#found button"),
    address: location.hash,
    focus: activeElement.getAttribute("aria-label") ?? (activeElement.textContent.trim() || activeElement.id),
    scrolls: document.documentElement.scrollWidth > document.documentElement.clientWidth,
  };
}
