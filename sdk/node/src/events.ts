import type { CeremonyKind } from "./auth.js";
import type { CallOptions, Caller } from "./call.js";
import { Members } from "./members.js";

/** The end of one ceremony, as far as it is known. */
export interface CeremonyEvent {
  id: string;
  /** When the ceremony ended. */
  at: Date;
  /** When it started. */
  startedAt: Date;
  action: CeremonyKind;
  outcome: "complete" | "failed";
  /** The rule that failed, or that a completed ceremony bent. */
  rule: string | null;
  /** Passflex's id of the user. */
  userId: string | null;
  /** The passkey. */
  deviceId: string | null;
  /** The id inside the transaction; null for a sign-in without one. */
  transactionId: string | null;
  /** The origin that the client reported. */
  origin: string | null;
  /** Model of the authenticator, as a UUID. */
  aaguid: string | null;
  /** Name of the passkey's provider. */
  provider: string | null;
  /** Format of the passkey's attestation statement. */
  attestationFormat: string | null;
  /** What that attestation came to: `none`, `unverified`, `self`, `untrusted`, `compromised` or `trusted`. */
  attestationTrust: string | null;
  /** Whether a person was present. */
  userPresent: boolean | null;
  /** Whether the authenticator recognised the person. */
  userVerified: boolean | null;
  /** Whether the passkey could be synced. */
  backupEligible: boolean | null;
  /** Whether the passkey was synced. */
  backupState: boolean | null;
  /** `User-Agent` of the client. */
  userAgent: string | null;
  /** Address of the client. */
  ip: string | null;
  /** The HTTP request, as the server's log has it. */
  requestId: string | null;
}

/** Which events to list. */
export interface EventQuery {
  /** Where to go on: the `nextCursor` of the page before. */
  cursor?: string | undefined;
  /** Events in a page: 1 to 500, else 100. */
  limit?: number | undefined;
  /** Passflex's id of a user. */
  userId?: string | undefined;
  action?: CeremonyKind | undefined;
  outcome?: "complete" | "failed" | undefined;
}

/** A page of events, newest first. */
export interface EventPage {
  events: CeremonyEvent[];
  /** The cursor of the next page; null after the last. */
  nextCursor: string | null;
}

/** Reads what became of ceremonies. */
export class Events {
  readonly #caller: Caller;

  /** @internal */
  constructor(caller: Caller) {
    this.#caller = caller;
  }

  /** One page of events, newest first. */
  async list(query: EventQuery = {}, options: CallOptions = {}): Promise<EventPage> {
    const { cursor, limit, userId: user_id, action, outcome } = query;
    return this.#caller.call(options, (call) =>
      call.repeatedly({ method: "GET", path: ["events"], query: { cursor, limit, user_id, action, outcome } }, pageOf),
    );
  }

  /** All events, newest first, page by page as they are asked for. */
  async *each(query: EventQuery = {}, options: CallOptions = {}): AsyncGenerator<CeremonyEvent, void, undefined> {
    for (let next: EventQuery | undefined = query; next; ) {
      const page: EventPage = await this.list(next, options);
      yield* page.events;
      next = page.nextCursor === null ? undefined : { ...query, cursor: page.nextCursor };
    }
  }
}

function pageOf(answer: Members): EventPage {
  return {
    events: answer.list("events").map(eventOf),
    nextCursor: answer.orNull("next_cursor", (of) => of.text("next_cursor")),
  };
}

function eventOf(value: unknown): CeremonyEvent {
  const event = new Members(value);
  const text = (name: string): string | null => event.orNull(name, (of) => of.text(name));
  const flag = (name: string): boolean | null => event.orNull(name, (of) => of.flag(name));
  return {
    id: event.text("id"),
    at: event.time("at"),
    startedAt: event.time("started_at"),
    action: event.text("action") as CeremonyKind,
    outcome: event.text("outcome") as CeremonyEvent["outcome"],
    rule: text("rule"),
    userId: text("user_id"),
    deviceId: text("device_id"),
    transactionId: text("transaction_id"),
    origin: text("origin"),
    aaguid: text("aaguid"),
    provider: text("provider"),
    attestationFormat: text("attestation_format"),
    attestationTrust: text("attestation_trust"),
    userPresent: flag("user_present"),
    userVerified: flag("user_verified"),
    backupEligible: flag("backup_eligible"),
    backupState: flag("backup_state"),
    userAgent: text("user_agent"),
    ip: text("ip"),
    requestId: text("request_id"),
  };
}
