// Debian's Chromium, or the one that CHROMIUM names.
import { chromium } from "playwright-core";

/** Starts a browser for the tests of a suite, with `more` arguments; everybody in them has a profile of their own in it. */
export function startBrowser(more = []) {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      ...more,
    ],
  });
}
