import { requireTexts } from "./arguments.js";
import type { Call, CallOptions, Caller } from "./call.js";
import { deviceOf, type WebAuthnDevices, type WebAuthnType } from "./device.js";
import { PassageError } from "./errors.js";
import { Members } from "./members.js";

export const UserStatus = { Active: "active", Inactive: "inactive", Pending: "pending" } as const;
export type UserStatus = (typeof UserStatus)[keyof typeof UserStatus];

/** A JSON object of your own, of at most 4 KiB. */
export type UserMetadata = Record<string, unknown>;

/** What lists say of a user. */
export interface UserSummary {
  /** Passflex's id. */
  id: string;
  /** Your own id. */
  externalId: string;
  status: UserStatus;
  userMetadata: UserMetadata | null;
  loginCount: number;
  /** The last sign-in with a passkey; before the first it is equal to `createdAt`. */
  lastLoginAt: Date;
  createdAt: Date;
  updatedAt: Date;
}

/** One user in full. */
export interface PassageUser extends UserSummary {
  /** Whether the user has a passkey. */
  webauthn: boolean;
  /** The user's passkeys. */
  webauthnDevices: WebAuthnDevices[];
  /** The types among them. */
  webauthnTypes: WebAuthnType[];
}

/**
 * Which users to list. A filter is a value, or an operator and a value: `ne:`, `gt:`, `lt:`, and for text `like:` and
 * `not_like:`, where `%` and `_` are wild. Times are RFC 3339 in UTC, like `gt:2026-01-02T15:04:05.000000Z`.
 */
export interface UserQuery {
  /** From 1. */
  page?: number | undefined;
  /** Users in a page, at most 500. With 1, `identifier` is taken literally. */
  limit?: number | undefined;
  /** Leaves out who was added later, so that pages stay what they are. The first page says what to pass. */
  createdBefore?: Date | undefined;
  /** `field:ASC` or `field:DESC`, separated by commas, like `last_login_at:DESC`. */
  orderBy?: string | undefined;
  /** Filters by the external id. */
  identifier?: string | undefined;
  id?: string | undefined;
  status?: string | undefined;
  loginCount?: number | string | undefined;
  createdAt?: string | undefined;
  updatedAt?: string | undefined;
  lastLoginAt?: string | undefined;
}

/** A page of users. */
export interface UserPage {
  users: UserSummary[];
  page: number;
  limit: number;
  /** How many users there are on all pages. */
  totalUsers: number;
  /** Pass it with the number of the next page. */
  createdBefore: Date;
  /** Whether there is a next page. */
  hasNext: boolean;
}

/** Reads, makes and changes users and their passkeys. Users are named by your own id for them. */
export class User {
  readonly #caller: Caller;

  /** @internal */
  constructor(caller: Caller) {
    this.#caller = caller;
  }

  /** A user in full. */
  async get(externalId: string, options: CallOptions = {}): Promise<PassageUser> {
    return this.#withUser(externalId, options, (call, id) =>
      call.repeatedly({ method: "GET", path: ["users", id] }, userAnswer),
    );
  }

  /** A user's passkeys, oldest first. */
  async listDevices(externalId: string, options: CallOptions = {}): Promise<WebAuthnDevices[]> {
    return this.#withUser(externalId, options, (call, id) =>
      call.repeatedly({ method: "GET", path: ["users", id, "devices"] }, (answer) =>
        answer.list("devices").map(deviceOf),
      ),
    );
  }

  /** Takes a passkey from a user. It cannot sign in any more, at once. */
  async revokeDevice(externalId: string, deviceId: string, options: CallOptions = {}): Promise<void> {
    requireTexts({ externalId, deviceId });
    return this.#withUser(externalId, options, (call, id) => call.delete(["users", id, "devices", deviceId]));
  }

  /** Gives a passkey another name for people: 1 to 64 characters. */
  async renameDevice(
    externalId: string,
    deviceId: string,
    friendlyName: string,
    options: CallOptions = {},
  ): Promise<WebAuthnDevices> {
    requireTexts({ externalId, deviceId, friendlyName });
    const body = { friendly_name: friendlyName };
    return this.#withUser(externalId, options, (call, id) =>
      call.repeatedly({ method: "PATCH", path: ["users", id, "devices", deviceId], body }, (answer) =>
        deviceOf(answer.raw("device")),
      ),
    );
  }

  /**
   * Makes a user who has no passkey yet. A registration does so by itself; this is for metadata that is to be there
   * before. Rejects with the code `user_already_exists` if there is one.
   */
  async create(
    externalId: string,
    { userMetadata, ...options }: { userMetadata?: UserMetadata | undefined } & CallOptions = {},
  ): Promise<PassageUser> {
    requireTexts({ externalId });
    const body = { external_id: externalId, user_metadata: userMetadata };
    // Only once: if the answer to it was lost, a repeat would say that the user exists already.
    return this.#caller.call(options, (call) => call.once({ method: "POST", path: ["users"], body }, userAnswer));
  }

  /** Puts metadata in the place of all that was there; null removes it. */
  async updateMetadata(
    externalId: string,
    userMetadata: UserMetadata | null,
    options: CallOptions = {},
  ): Promise<PassageUser> {
    return this.#patch(externalId, [], { user_metadata: userMetadata }, options);
  }

  /** Lets a user sign in with passkeys again. */
  async activate(externalId: string, options: CallOptions = {}): Promise<PassageUser> {
    return this.#patch(externalId, ["activate"], undefined, options);
  }

  /** Lets a user not sign in with passkeys any more, until activated. Their passkeys stay. */
  async deactivate(externalId: string, options: CallOptions = {}): Promise<PassageUser> {
    return this.#patch(externalId, ["deactivate"], undefined, options);
  }

  /** Deletes a user with all passkeys. */
  async delete(externalId: string, options: CallOptions = {}): Promise<void> {
    return this.#withUser(externalId, options, (call, id) => call.delete(["users", id]));
  }

  /** One page of users. */
  async list(query: UserQuery = {}, options: CallOptions = {}): Promise<UserPage> {
    return this.#caller.call(options, (call) =>
      call.repeatedly({ method: "GET", path: ["users"], query: queryOf(query) }, pageOf),
    );
  }

  /** All users, from the page that the query names, page by page as they are asked for. */
  async *each(query: UserQuery = {}, options: CallOptions = {}): AsyncGenerator<UserSummary, void, undefined> {
    for (let next: UserQuery | undefined = query; next; ) {
      const page: UserPage = await this.list(next, options);
      yield* page.users;
      next = page.hasNext ? { ...query, page: page.page + 1, createdBefore: page.createdBefore } : undefined;
    }
  }

  #patch(
    externalId: string,
    below: string[],
    body: object | undefined,
    options: CallOptions,
  ): Promise<PassageUser> {
    return this.#withUser(externalId, options, (call, id) =>
      call.repeatedly({ method: "PATCH", path: ["users", id, ...below], body }, userAnswer),
    );
  }

  /** Does `work` with Passflex's id of a user. */
  async #withUser<T>(
    externalId: string,
    options: CallOptions,
    work: (call: Call, id: string) => Promise<T>,
  ): Promise<T> {
    requireTexts({ externalId });
    return this.#caller.call(options, async (call) => {
      // With this limit the identifier is literal, whatever it looks like.
      const query = { limit: 1, identifier: externalId };
      const found = await call.repeatedly({ method: "GET", path: ["users"], query }, (answer) =>
        answer.list("users").map(summaryOf),
      );
      const user = found[0];
      if (!user) {
        throw new PassageError("user_not_found", { status: 404, message: "User not found." });
      }
      return work(call, user.id);
    });
  }
}

function queryOf(query: UserQuery): Record<string, string | number | undefined> {
  const { createdBefore } = query;
  return {
    page: query.page,
    limit: query.limit,
    created_before: createdBefore && Math.floor(createdBefore.getTime() / 1000),
    order_by: query.orderBy,
    identifier: query.identifier,
    id: query.id,
    status: query.status,
    login_count: query.loginCount,
    created_at: query.createdAt,
    updated_at: query.updatedAt,
    last_login_at: query.lastLoginAt,
  };
}

function pageOf(answer: Members): UserPage {
  return {
    users: answer.list("users").map(summaryOf),
    page: answer.number("page"),
    limit: answer.number("limit"),
    totalUsers: answer.number("total_users"),
    createdBefore: new Date(answer.number("created_before") * 1000),
    hasNext: answer.object("_links").object("next").text("href") !== "",
  };
}

function userAnswer(answer: Members): PassageUser {
  const user = answer.object("user");
  return {
    ...summary(user),
    webauthn: user.flag("webauthn"),
    webauthnDevices: user.list("webauthn_devices").map(deviceOf),
    webauthnTypes: user.list("webauthn_types") as WebAuthnType[],
  };
}

function summaryOf(value: unknown): UserSummary {
  return summary(new Members(value));
}

function summary(user: Members): UserSummary {
  const createdAt = user.time("created_at");
  return {
    id: user.text("id"),
    externalId: user.text("external_id"),
    status: user.text("status") as UserStatus,
    userMetadata: user.orNull("user_metadata", (of) => of.raw("user_metadata")),
    loginCount: user.number("login_count"),
    lastLoginAt: user.orNull("last_login_at", (of) => of.time("last_login_at")) ?? createdAt,
    createdAt,
    updatedAt: user.time("updated_at"),
  };
}
