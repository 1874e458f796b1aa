// A ceremony as every site runs it, with the same SDK, and everything that goes back and forth written down.
//
// This page is the app's page; its server, which the console is part of, stands in for the app's backend.

import { call, explain } from "./calls.js";
import { clientData, comparison } from "./ceremony.js";

const form = document.querySelector("form[data-try]");
const status = form.querySelector(".status");
const list = document.querySelector("[data-steps]");
const verified = document.querySelector("[data-verified]");
const { appId } = form.dataset;

const ceremonies = {
  register: () => run("register", true),
  authenticate: () => run("authenticate", true),
  discoverable: () => run("authenticate", false),
};

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  if (form.hasAttribute("data-busy")) return;
  form.toggleAttribute("data-busy", true);
  list.replaceChildren();
  verified.hidden = true;
  tell("Waiting for your passkey…");
  try {
    await ceremonies[event.submitter.value]();
  } catch (error) {
    tell(explain(error), "bad");
  }
  form.toggleAttribute("data-busy", false);
});

/** Runs one ceremony from its transaction, if it has one, to its nonce and what that is traded for. */
async function run(kind, hasTransaction) {
  const passkey = new Passflex.PassageFlex(appId, { baseUrl: location.origin }).passkey;
  const transactionId = hasTransaction ? (await backend(`transactions/${kind}`, whom(kind))).transaction_id : undefined;
  const recorded = await record(async () =>
    kind === "register" ? passkey.register(transactionId) : passkey.authenticate({ transactionId }),
  );
  const who = await backend("authenticate/verify", { nonce: recorded.nonce });
  await showVerified(kind, recorded, who);
  tell(kind === "register" ? `A passkey of ${who.external_id} was registered.` : `${who.external_id} signed in.`, "good");
}

function whom(kind) {
  const externalId = form.elements.external_id.value.trim();
  const name = { passkey_display_name: externalId };
  return { external_id: externalId, ...(kind === "register" && name) };
}

/** What the app's backend sends with its API key; here the console does it. */
async function backend(path, body) {
  const title = path === "authenticate/verify" ? "Your backend trades the nonce in" : "Your backend opens a transaction";
  const request = { title, from: "Your backend", line: `POST /v1/apps/${appId}/${path}`, body, key: true };
  try {
    const answer = await call(`${location.pathname}/${path}`, body);
    show({ ...request, answer });
    return answer;
  } catch (error) {
    show({ ...request, answer: { error: error.message }, failed: true });
    throw error;
  }
}

/** Runs `ceremony` and writes down the SDK's calls and what the browser is asked for. */
async function record(ceremony) {
  const { fetch: realFetch } = window;
  const { credentials } = navigator;
  const seen = {};
  window.fetch = async (url, options) => {
    const answer = await realFetch(url, options);
    const body = await answer.clone().json().catch(() => undefined);
    const step = String(url).endsWith("/start") ? "starts" : "finishes";
    const line = `POST ${new URL(url, location.href).pathname}`;
    if (options?.body) show({ title: `Your page ${step} the ceremony`, from: "Your page", line, body: JSON.parse(options.body), answer: body, failed: !answer.ok });
    seen.options ??= body?.handshake?.challenge?.publicKey;
    return answer;
  };
  for (const verb of ["create", "get"]) {
    credentials[verb] = async (options) => {
      const credential = await CredentialsContainer.prototype[verb].call(credentials, options);
      seen.credential = credential;
      show({ title: "The browser asks for the passkey", from: "Your page", line: `navigator.credentials.${verb}({ publicKey })`, body: seen.options, answer: described(credential) });
      return credential;
    };
  }
  try {
    seen.nonce = await ceremony();
    return seen;
  } finally {
    window.fetch = realFetch;
    delete credentials.create;
    delete credentials.get;
  }
}

/** A credential in JSON, with what the browser says in it spelled out. */
function described(credential) {
  const { id, type, authenticatorAttachment } = credential;
  return { id, type, authenticatorAttachment, clientData: clientData(credential), ...(credential.toJSON && { response: credential.toJSON().response }) };
}

function show({ title, from, line, body, key, answer, failed }) {
  const step = document.getElementById("step").content.cloneNode(true);
  const set = (name, text) => (step.querySelector(`[data-${name}]`).textContent = text);
  set("title", title);
  set("from", from);
  if (failed) step.querySelector("[data-from]").dataset.tone = "bad";
  set("request", [line, key && "Authorization: Bearer pfk_…", "", json(body)].filter((part) => part !== undefined).join("\n"));
  set("answer", json(answer));
  list.append(step);
}

function json(value) {
  return JSON.stringify(value, null, 2);
}

async function showVerified(kind, { options, credential }, who) {
  const rows = await comparison(kind, options, credential);
  rows.push(["Person", who.external_id, "whom the passkey belongs to"]);
  const cells = (row) => {
    const line = document.createElement("tr");
    const [field, came, demanded] = row;
    line.append(cell("th", field), cell("td", came, "What came"), cell("td", demanded, "What has to be"));
    line.firstChild.scope = "row";
    return line;
  };
  verified.querySelector("tbody").replaceChildren(...rows.map(cells));
  verified.hidden = false;
}

function cell(kind, text, label) {
  const cell = document.createElement(kind);
  cell.textContent = text;
  if (label) cell.dataset.label = label;
  return cell;
}

function tell(text, tone = "") {
  status.dataset.tone = tone;
  status.textContent = text;
}
