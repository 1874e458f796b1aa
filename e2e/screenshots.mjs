// Writes a picture of every page of the console, in both schemes and two widths, into the folder that it is given.
import { mkdir, rm } from "node:fs/promises";
import { ConsoleWorld } from "./support/console.mjs";
import { DOINGS, DOORS, PAGES } from "./support/console-pages.mjs";

const WIDTHS = { wide: 1280, phone: 390 };
const HEIGHT = 860;

const [folder] = process.argv.slice(2);
await rm(folder, { recursive: true, force: true });
await mkdir(folder, { recursive: true });
const world = await ConsoleWorld.begin();
const ada = await world.somebody("Ada Lovelace");
await ada.follows(world.setupLink);
const somebody = await world.somebody("somebody");

for (const [name, arrive] of Object.entries(DOORS)) {
  await arrive(somebody);
  await take(somebody.page, name);
}
for (const [name, arrive] of Object.entries({ ...PAGES, ...DOINGS })) {
  await arrive(ada, world.app);
  await take(ada.page, name);
}
await world.end();

async function take(page, name) {
  for (const [wide, width] of Object.entries(WIDTHS)) {
    await page.setViewportSize({ width, height: HEIGHT });
    for (const colorScheme of ["light", "dark"]) {
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      await page.screenshot({ path: `${folder}/${name}-${wide}-${colorScheme}.png`, fullPage: true });
    }
    const tooWide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    if (tooWide > 0) console.error(`${name} is ${tooWide} pixels wider than ${wide}`);
  }
  await page.setViewportSize({ width: WIDTHS.wide, height: HEIGHT });
}
