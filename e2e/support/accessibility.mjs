// axe-core, which finds what people with a screen reader, a keyboard or poor sight would stumble over.
import assert from "node:assert/strict";
import axe from "axe-core";

/** In the dark only colours are others, and only rules about them can come to another end. */
const SCHEMES = { light: {}, dark: { runOnly: ["color-contrast", "link-in-text-block"] } };

/** Expects that the page as it is now has no fault that axe-core knows of, in either colour scheme. */
export async function assertAccessible(page) {
  await page.evaluate(axe.source);
  for (const [colorScheme, options] of Object.entries(SCHEMES)) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    const { violations } = await page.evaluate((options) => globalThis.axe.run(options), options);
    const found = violations.map(({ id, help, nodes }) => ({ id, help, nodes: nodes.map(({ html }) => html) }));
    assert.deepEqual({ colorScheme, found }, { colorScheme, found: [] });
  }
}
