// Plays the cases that all SDKs for backends share: see `sdk/contract`.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { PassageError, PassageFlex, type EventQuery, type UserQuery } from "../../src/index.js";
import { ROOT } from "../support/paths.js";
import { ScriptedServer, type Answer } from "../support/scripted-server.js";

interface Case {
  name: string;
  client?: { app_id?: string; base_path?: string; retries?: number };
  call: { method: string; arguments: Record<string, unknown> };
  exchanges: { request: Request; response: Exclude<Answer, "silence"> }[];
  result?: unknown;
  error?: Record<string, unknown>;
}

interface Request {
  method: string;
  path: string;
  query?: Record<string, string>;
  body?: unknown;
}

const CONTRACT = `${ROOT}../contract/`;

for (const file of readdirSync(CONTRACT).filter((name) => name.endsWith(".json"))) {
  describe(file, () => {
    for (const written of JSON.parse(readFileSync(CONTRACT + file, "utf8")) as Case[]) {
      test(written.name, () => play(written));
    }
  });
}

async function play({ client = {}, call, exchanges, result, error }: Case): Promise<void> {
  const server = await ScriptedServer.start(exchanges.map((exchange) => exchange.response));
  try {
    const passage = new PassageFlex({
      appId: client.app_id ?? "app1",
      apiKey: "key1",
      baseUrl: server.url + (client.base_path ?? ""),
      retries: client.retries,
    });
    const outcome = await settle(() => invoke(passage, call));
    if (error) {
      assert.ok("error" in outcome, `came back with ${JSON.stringify(outcome)}`);
      assert.deepEqual(told(outcome.error, Object.keys(error)), error);
    } else {
      assert.deepEqual(outcome, { result: moments(result) });
    }
    assert.deepEqual(
      server.seen.map(({ body, ...seen }) => ({ ...seen, body: body === "" ? undefined : JSON.parse(body) })),
      exchanges.map(({ request }) => ({
        method: request.method,
        path: request.path,
        query: Object.keys(request.query ?? {}).length > 0 ? request.query : undefined,
        authorization: "Bearer key1",
        contentType: request.body === undefined ? undefined : "application/json",
        body: request.body,
      })),
    );
  } finally {
    await server.stop();
  }
}

type Outcome = { result: unknown } | { error: PassageError };

async function settle(invoked: () => Promise<unknown>): Promise<Outcome> {
  try {
    return { result: neutral((await invoked()) ?? null) };
  } catch (error) {
    assert.ok(error instanceof PassageError, String(error));
    return { error };
  }
}

/** The members of an error that a case names. */
function told(error: PassageError, names: string[]): Record<string, unknown> {
  const { code, status = null, message, requestId = null, retryAfter = null } = error;
  const all: Record<string, unknown> = { code, status, message, request_id: requestId, retry_after: retryAfter };
  return Object.fromEntries(names.map((name) => [name, all[name]]));
}

function invoke(passage: PassageFlex, { method, arguments: given }: Case["call"]): Promise<unknown> {
  const { auth, user, events } = passage;
  const text = (name: string): string => given[name] as string;
  const externalId = text("external_id");
  const deviceId = text("device_id");
  const options = "user_verification" in given ? { userVerification: text("user_verification") as "required" } : {};
  const userMetadata = given["user_metadata"] as Record<string, unknown>;
  switch (method) {
    case "get_app":
      return passage.getApp();
    case "create_register_transaction":
      return auth.createRegisterTransaction(externalId, text("passkey_display_name"), options);
    case "create_authenticate_transaction":
      return auth.createAuthenticateTransaction(externalId, options);
    case "verify_nonce":
      return auth.verifyNonce(text("nonce"));
    case "verify":
      return auth.verify(text("nonce"), camel(given["expect"] ?? {}));
    case "get_user":
      return user.get(externalId);
    case "create_user":
      return user.create(externalId, "user_metadata" in given ? { userMetadata } : {});
    case "update_user_metadata":
      return user.updateMetadata(externalId, userMetadata);
    case "activate_user":
      return user.activate(externalId);
    case "deactivate_user":
      return user.deactivate(externalId);
    case "delete_user":
      return user.delete(externalId);
    case "list_users":
      return user.list(userQuery(given));
    case "each_user":
      return all(user.each(userQuery(given)));
    case "list_devices":
      return user.listDevices(externalId);
    case "rename_device":
      return user.renameDevice(externalId, deviceId, text("friendly_name"));
    case "revoke_device":
      return user.revokeDevice(externalId, deviceId);
    case "list_events":
      return events.list(camel(given) as EventQuery);
    case "each_event":
      return all(events.each(camel(given) as EventQuery));
    default:
      throw new Error(`this runner does not know ${method}`);
  }
}

function userQuery(given: Record<string, unknown>): UserQuery {
  const query = camel(given);
  return "createdBefore" in query ? { ...query, createdBefore: new Date(query["createdBefore"] as string) } : query;
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) {
    list.push(item);
  }
  return list;
}

function camel(value: object): Record<string, unknown> {
  const name = (key: string): string => key.replace(/_[a-z]/g, (match) => match.slice(1).toUpperCase());
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [name(key), member]));
}

/** A result of this SDK in the server's names. */
function neutral(value: unknown): unknown {
  if (value instanceof Date) {
    return value.toISOString();
  }
  if (Array.isArray(value)) {
    return value.map(neutral);
  }
  if (typeof value !== "object" || value === null) {
    return value;
  }
  const name = (key: string): string => key.replace(/[A-Z]/g, (match) => `_${match.toLowerCase()}`);
  // Metadata is the app's own and keeps its names.
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [name(key), key === "userMetadata" ? member : neutral(member)]),
  );
}

/** A case's result with its times as this SDK's runner writes them. */
function moments(value: unknown): unknown {
  const isTime = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/;
  return JSON.parse(JSON.stringify(value), (_, member: unknown) =>
    typeof member === "string" && isTime.test(member) ? new Date(member).toISOString() : member,
  );
}
