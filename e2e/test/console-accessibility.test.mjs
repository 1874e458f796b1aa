// Every page of the console, in every state that looks different, by light and in the dark.
import { after, before, test } from "node:test";
import { assertAccessible } from "../support/accessibility.mjs";
import { ConsoleWorld } from "../support/console.mjs";
import { DOINGS, DOORS, PAGES } from "../support/console-pages.mjs";

let world;
let ada;
before(async () => {
  world = await ConsoleWorld.begin();
  ada = await world.somebody("Ada Lovelace");
  await ada.follows(world.setupLink);
});
after(async () => {
  await ada.leave();
  await world.end();
});

for (const [page, arrive] of Object.entries(DOORS)) {
  test(`${page} is accessible, light and dark`, async (t) => {
    const somebody = await world.visitor(t, "somebody");

    await arrive(somebody);

    await assertAccessible(somebody.page);
  });
}

for (const [page, arrive] of Object.entries({ ...PAGES, ...DOINGS })) {
  test(`${page} is accessible, light and dark`, async () => {
    await arrive(ada, world.app);

    await assertAccessible(ada.page);
  });
}
