// The list of passkeys under a name field, in a browser without a screen.
//
// Chromium's software authenticators pick from that list by themselves, the moment it is offered. A person takes
// their time. So the page's request is held back until the person picks; everything else about it is the browser's.

/** Holds requests for autofill back on all pages that `page` will show. */
export async function holdAutofill(page) {
  await page.addInitScript(() => {
    const get = navigator.credentials?.get.bind(navigator.credentials);
    if (!get) return;
    navigator.credentials.get = async (options) => {
      if (options.mediation === "conditional") {
        await new Promise((resolve) => {
          globalThis.pickPasskey = resolve;
          options.signal.addEventListener("abort", resolve);
        });
        delete globalThis.pickPasskey;
      }
      return get(options);
    };
  });
}

/** Waits until passkeys are offered in a name field. */
export async function autofillOffered(page) {
  await page.waitForFunction(() => globalThis.pickPasskey);
}

/** Picks the passkey from the list. */
export async function pickFromAutofill(page) {
  await autofillOffered(page);
  await page.evaluate(() => globalThis.pickPasskey());
}
