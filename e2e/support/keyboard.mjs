// A person who has no mouse.
import assert from "node:assert/strict";

/** No page has more places to stop at. */
const MOST_STOPS = 80;

/** Moves on with the Tab key to the first element of that role and name, and expects that the focus shows there. */
export async function tabTo(page, role, name) {
  const target = page.getByRole(role, { name, exact: true }).first();
  await target.waitFor();
  for (let stops = 0; stops < MOST_STOPS; stops += 1) {
    if (await target.evaluate((element) => element === document.activeElement)) {
      const style = await target.evaluate((element) => getComputedStyle(element).outlineStyle);
      assert.notEqual(style, "none", `the focus on ${role} "${name}" cannot be seen`);
      return;
    }
    await page.keyboard.press("Tab");
  }
  assert.fail(`the Tab key does not lead to ${role} "${name}"`);
}

/** Waits until a page that has just opened has put the focus into a field. */
export async function startIn(page, label) {
  await page.getByLabel(label, { exact: true }).and(page.locator(":focus")).waitFor();
}

/** Goes to a button or a link and presses it. */
export async function press(page, role, name) {
  await tabTo(page, role, name);
  await page.keyboard.press("Enter");
}
