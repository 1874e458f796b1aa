import { requireTexts } from "./arguments.js";
import type { CallOptions, Caller } from "./call.js";
import type { Members } from "./members.js";

/** The two kinds of ceremony. */
export type CeremonyKind = "register" | "authenticate";

/** What a transaction may demand beyond the app's settings. It can only make them stricter. */
export interface TransactionOptions {
  /** Whether the authenticator has to recognise the person. */
  userVerification?: "required" | "preferred" | "discouraged" | undefined;
}

/** What the ceremony behind a nonce must have been. A member that is there but undefined is refused. */
export interface Expect {
  /** A registration or a sign-in. */
  kind?: CeremonyKind;
  /** Whose it was. */
  externalId?: string;
  /** The transaction that it was made for. */
  transactionId?: string;
}

/** What a nonce stood for. */
export interface Verified {
  /** Your own id of the user. */
  externalId: string;
  /** A registration or a sign-in. */
  kind: CeremonyKind;
  /** The transaction, as it was created; null for a sign-in without one. */
  transactionId: string | null;
  /** The passkey. */
  deviceId: string;
  /** Whether the authenticator recognised the person. */
  userVerified: boolean;
  /** Whether the passkey may be synced between devices. */
  backupEligible: boolean;
  /** When the ceremony finished. */
  authenticatedAt: Date;
}

/** Begins ceremonies, and learns what they came to. */
export class Auth {
  readonly #caller: Caller;

  /** @internal */
  constructor(caller: Caller) {
    this.#caller = caller;
  }

  /**
   * Begins to add a passkey to a user. Comes back with the id of a transaction, for the browser.
   *
   * `externalId` is your own id for the user, whom Passflex need not know yet. `passkeyDisplayName` is what the person
   * reads in the list of their passkeys.
   */
  async createRegisterTransaction(
    externalId: string,
    passkeyDisplayName: string,
    options: TransactionOptions & CallOptions = {},
  ): Promise<string> {
    requireTexts({ externalId, passkeyDisplayName });
    return this.#transaction("register", externalId, { passkey_display_name: passkeyDisplayName }, options);
  }

  /** Begins to ask a user for a passkey. Comes back with the id of a transaction, for the browser. */
  async createAuthenticateTransaction(
    externalId: string,
    options: TransactionOptions & CallOptions = {},
  ): Promise<string> {
    requireTexts({ externalId });
    return this.#transaction("authenticate", externalId, {}, options);
  }

  /** Takes in a nonce, which is good for once, and comes back with the external id of its user. */
  async verifyNonce(nonce: string, options: CallOptions = {}): Promise<string> {
    return this.#verify(nonce, undefined, options, (answer) => answer.text("external_id"));
  }

  /**
   * Takes in a nonce, which is good for once, and comes back with all that it stood for.
   *
   * If it stood for something else than is expected, this rejects with the code `invalid_nonce` and the nonce is spent.
   */
  async verify(nonce: string, expect: Expect = {}, options: CallOptions = {}): Promise<Verified> {
    // An expectation that got lost on its way here must not turn into none.
    requireTexts(Object.fromEntries(Object.entries(expect).map(([name, value]) => [`expect.${name}`, value])));
    const { kind, externalId: external_id, transactionId: transaction_id } = expect;
    const demands = Object.keys(expect).length > 0 ? { kind, external_id, transaction_id } : undefined;
    return this.#verify(nonce, demands, options, verified);
  }

  #verify<T>(
    nonce: string,
    expect: object | undefined,
    options: CallOptions,
    read: (answer: Members) => T,
  ): Promise<T> {
    requireTexts({ nonce });
    const body = { nonce, expect };
    // Only once: if the answer to it was lost, the nonce is spent, and a repeat could only refuse it.
    return this.#caller.call(options, (call) =>
      call.once({ method: "POST", path: ["authenticate", "verify"], body }, read),
    );
  }

  #transaction(
    kind: CeremonyKind,
    externalId: string,
    more: object,
    { userVerification, ...options }: TransactionOptions & CallOptions,
  ): Promise<string> {
    const demands = userVerification === undefined ? {} : { options: { user_verification: userVerification } };
    const body = { external_id: externalId, ...more, ...demands };
    return this.#caller.call(options, (call) =>
      call.repeatedly({ method: "POST", path: ["transactions", kind], body }, (answer) =>
        answer.text("transaction_id"),
      ),
    );
  }
}

function verified(answer: Members): Verified {
  return {
    externalId: answer.text("external_id"),
    kind: answer.text("kind") as CeremonyKind,
    transactionId: answer.orNull("transaction_id", (of) => of.text("transaction_id")),
    deviceId: answer.text("device_id"),
    userVerified: answer.flag("user_verified"),
    backupEligible: answer.flag("backup_eligible"),
    authenticatedAt: answer.time("authenticated_at"),
  };
}
