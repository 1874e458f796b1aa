// A conditional request has no timeout, its challenge has. So the challenge is renewed, by these rules:
//
// 1. It is due once the challenge's own `timeout` is over; the server keeps a handshake for at least
//    a minute longer.
// 2. It happens only while the page has the focus. A page without it waits for nobody, or for a person
//    who has picked a passkey and stands before the browser's dialog, which renewal would close.
// 3. The clock on the wall decides, read now and then: timers sleep when a laptop does.
// 4. The new handshake is opened first, then the requests change places. While the server cannot be
//    reached the old one stays, and renewal is tried again.
import type { Handshake } from "./auth-api.js";
import { getPasskey } from "./prompt.js";
import { follow } from "./turn.js";

/** A passkey that was picked, and the handshake that it answers. */
export interface Picked {
  readonly handshake: Handshake<PublicKeyCredentialRequestOptionsJSON>;
  readonly credential: PublicKeyCredential;
  /** Whether renewal was due when it was picked, so that the handshake may have expired. */
  readonly overdue: boolean;
}

const LOOK_EVERY_MS = 5_000;
const RETRY_AFTER_MS = 30_000;
const DEFAULT_TIMEOUT_MS = 300_000;

/** Offers passkeys in autofill until one is picked. `start` opens a handshake, once for every renewal. */
export async function pickFromAutofill(
  start: (signal: AbortSignal) => Promise<Picked["handshake"]>,
  signal: AbortSignal,
): Promise<Picked> {
  let handshake = await start(signal);
  for (;;) {
    const due = Date.now() + (handshake.publicKey.timeout ?? DEFAULT_TIMEOUT_MS);
    const round = new AbortController();
    const stopFollowing = follow(signal, round);
    let renewed: Picked["handshake"] | undefined;
    const stopRenewing = whenDue(due, async () => {
      renewed = await start(round.signal);
      round.abort();
    });
    try {
      const credential = await getPasskey(handshake.publicKey, round.signal, "conditional");
      return { handshake, credential, overdue: Date.now() >= due };
    } catch (error) {
      if (!renewed) {
        throw error;
      }
      handshake = renewed;
    } finally {
      stopRenewing();
      stopFollowing();
      round.abort();
    }
  }
}

/** Calls `renew` once it is due and the page has the focus, and again until it succeeds. */
function whenDue(due: number, renew: () => Promise<void>): () => void {
  let next = due;
  const look = (): void => {
    if (Date.now() >= next && document.hasFocus()) {
      next = Date.now() + RETRY_AFTER_MS;
      // A failure shows when a passkey is picked; until then the next try may go well.
      renew().catch(() => {});
    }
  };
  const timer = setInterval(look, LOOK_EVERY_MS);
  addEventListener("focus", look);
  return () => {
    clearInterval(timer);
    removeEventListener("focus", look);
  };
}
