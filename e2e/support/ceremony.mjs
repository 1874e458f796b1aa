// The moment between a person's touch and the server's verdict.

/** Whether an address is where ceremonies are finished. */
export function isFinish(url) {
  return new URL(url).pathname.endsWith("/webauthn/finish");
}

/** Lets something happen once, before the next ceremony on `page` is finished at the server. */
export async function beforeFinish(page, happens) {
  await page.route(
    isFinish,
    async (route) => {
      await happens();
      await route.continue();
    },
    { times: 1 },
  );
}
