// node look.mjs FOLDER FILE ANSWERS.json: opens a page that is one file, at the widths of a phone and of a desk, in the
// light and in the dark, and tells what is to be seen.
import { writeFile } from "node:fs/promises";
import { withChromium } from "./chromium.mjs";

const [folder, file, answersFile] = process.argv.slice(2);
const looks = await withChromium({ "/": folder }, async (browser, url) => {
  const looks = [];
  for (const width of [390, 1280]) {
    for (const colorScheme of ["light", "dark"]) {
      const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme });
      const asked = [];
      page.on("request", (request) => asked.push(new URL(request.url()).pathname));
      await page.goto(url + file);
      looks.push({ width, asked, ...(await page.evaluate(look)) });
      await page.close();
    }
  }
  return looks;
});
await writeFile(answersFile, JSON.stringify(looks));

// Runs in the page.
function look() {
  const drawings = Array.from(document.querySelectorAll("svg")).filter((svg) => svg.getClientRects().length > 0);
  const cut = (text) => {
    const [inner, outer] = [text, text.closest("g").querySelector("rect")].map((of) => of.getBoundingClientRect());
    return inner.left < outer.left || inner.right > outer.right || inner.bottom > outer.bottom;
  };
  return {
    scrolls: document.documentElement.scrollWidth > innerWidth,
    background: getComputedStyle(document.body).backgroundColor,
    drawings: drawings.length,
    boxes: drawings.reduce((sum, svg) => sum + svg.querySelectorAll("g.box").length, 0),
    cut: drawings.flatMap((svg) => Array.from(svg.querySelectorAll("g.box text"), (text) => cut(text) && text.textContent)).filter(Boolean),
    letters: Math.min(...drawings.flatMap((svg) => Array.from(svg.querySelectorAll("text"), (text) => text.getBoundingClientRect().height))),
  };
}
