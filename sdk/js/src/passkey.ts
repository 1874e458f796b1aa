import type { AuthApi } from "./auth-api.js";
import { pickFromAutofill, type Picked } from "./autofill.js";
import {
  canAuthenticateWithPasskey,
  canRegisterPasskey,
  canUseConditionalMediation,
  requireWebAuthn,
} from "./capabilities.js";
import { authenticationToJSON, registrationToJSON } from "./credential-json.js";
import { PassflexError } from "./errors.js";
import { createPasskey, getPasskey } from "./prompt.js";
import { abortable, inTurn } from "./turn.js";

/** How a passkey is made. */
export interface RegisterOptions {
  /**
   * Where the passkey may live: on this device (`platform`), on a security key or a phone
   * (`cross-platform`), or wherever the person likes (`any`). Left out, it is up to the server, which
   * leaves it to the person.
   */
  authenticatorAttachment?: "platform" | "cross-platform" | "any" | undefined;
  /** Aborts the ceremony. */
  signal?: AbortSignal | undefined;
}

/** How a person signs in. Without a transaction any passkey of the site will do. */
export interface AuthenticateOptions {
  /** A transaction that the backend made for one user. Autofill takes none. */
  transactionId?: string | undefined;
  /** Offers passkeys in the autofill list of `<input autocomplete="username webauthn">`. */
  isConditionalMediation?: boolean | undefined;
  /** Aborts the ceremony. */
  signal?: AbortSignal | undefined;
}

/**
 * The passkey ceremonies of one app. Every promise of a nonce rejects with a `PassflexError`.
 *
 * A page has one ceremony at a time: a new one aborts the one before, save that autofill waits for a
 * prompt to be over.
 */
export class Passkey {
  readonly #api: AuthApi;

  /** Made by `PassageFlex`. */
  constructor(api: AuthApi) {
    this.#api = api;
  }

  /**
   * Makes a passkey for the user of a register transaction.
   *
   * Comes back with a nonce for the backend to verify: until then nobody should believe that the
   * passkey is there. Aborted while the server is being told, a passkey may be left behind that the
   * server does not know.
   */
  async register(
    transactionId: string,
    { authenticatorAttachment, signal }: RegisterOptions = {},
  ): Promise<string> {
    const answer = await inTurn("prompt", signal, async (turn) => {
      await requireWebAuthn(false);
      const { id, publicKey } = await this.#api.start<PublicKeyCredentialCreationOptionsJSON>(
        "register",
        { transaction_id: transactionId, authenticator_attachment: authenticatorAttachment },
        turn,
      );
      return { handshake_id: id, handshake_response: registrationToJSON(await createPasskey(publicKey, turn)) };
    });
    return abortable(signal, () =>
      this.#api.finish("register", { transaction_id: transactionId, ...answer }, signal),
    );
  }

  /**
   * Signs a person in, or asks for their passkey once more.
   *
   * Comes back with a nonce for the backend to verify. As autofill the promise stays pending until
   * someone picks a passkey, which may be never; its challenge is kept fresh meanwhile.
   */
  async authenticate({ transactionId, isConditionalMediation, signal }: AuthenticateOptions = {}): Promise<string> {
    const transaction = isConditionalMediation ? {} : { transaction_id: transactionId };
    const start = (turn: AbortSignal): Promise<Picked["handshake"]> =>
      this.#api.start("authenticate", transaction, turn);

    const { handshake, credential, overdue } = await inTurn<Picked>(
      isConditionalMediation ? "autofill" : "prompt",
      signal,
      async (turn) => {
        await requireWebAuthn(!!isConditionalMediation);
        if (isConditionalMediation) {
          return pickFromAutofill(start, turn);
        }
        const handshake = await start(turn);
        return { handshake, credential: await getPasskey(handshake.publicKey, turn, "optional"), overdue: false };
      },
    );
    const answer = { handshake_id: handshake.id, handshake_response: authenticationToJSON(credential) };
    try {
      return await abortable(signal, () =>
        this.#api.finish("authenticate", { ...transaction, ...answer }, signal),
      );
    } catch (error) {
      // The server does not tell an expired handshake from a forged one; its age does.
      const expired = overdue && (error as PassflexError).serverCode === "discoverable_login_failed";
      throw expired ? new PassflexError("timed_out", { cause: error }) : error;
    }
  }

  /** The same as the function `canRegisterPasskey`. */
  canRegisterPasskey(): Promise<boolean> {
    return canRegisterPasskey();
  }

  /** The same as the function `canAuthenticateWithPasskey`. */
  canAuthenticateWithPasskey(): Promise<boolean> {
    return canAuthenticateWithPasskey();
  }

  /** The same as the function `canUseConditionalMediation`. */
  canUseConditionalMediation(): Promise<boolean> {
    return canUseConditionalMediation();
  }
}
