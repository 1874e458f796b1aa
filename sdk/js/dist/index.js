// src/errors.ts
var e = {
	canceled: "The passkey prompt was closed or found nothing to use. Offer to try again, or another way in.",
	timed_out: "The passkey prompt was open for too long. Try again.",
	no_passkey: "This account has no passkey. Sign in another way, then add one.",
	already_registered: "This device already has a passkey of this account. Sign in with it.",
	not_supported: "This browser or device cannot use passkeys in this way. Sign in another way.",
	insecure_context: "Passkeys need a secure page. Serve it over https, or from localhost.",
	origin_not_allowed: "The app does not allow this page's origin. Add it to the app's origins and check its RP id.",
	aborted: "The ceremony was aborted by its signal or by a newer one.",
	network: "Passflex cannot be reached. Check the connection, the base URL and the page's connect-src.",
	server: "This is not an answer of Passflex. Check the base URL and what stands in front of the server."
}, t = class extends Error {
	name = "PassflexError";
	code;
	serverCode;
	status;
	requestId;
	constructor(t, n = {}) {
		super(n.message || e[t], { cause: n.cause }), this.code = t, this.serverCode = n.serverCode, this.status = n.status, this.requestId = n.requestId;
	}
};
// src/capabilities.ts
async function n() {
	if (!o()) return !1;
	let [e, t] = await Promise.all([s(() => PublicKeyCredential.isUserVerifyingPlatformAuthenticatorAvailable()), s(() => PublicKeyCredential.getClientCapabilities?.())]);
	return e || t?.passkeyPlatformAuthenticator || !1;
}
async function r() {
	return o();
}
async function i() {
	return o() && !!await s(() => PublicKeyCredential.isConditionalMediationAvailable?.());
}
async function a(e) {
	if (globalThis.isSecureContext === !1) throw new t("insecure_context");
	if (!await (e ? i() : r())) throw new t("not_supported");
}
function o() {
	return !!(globalThis.isSecureContext && globalThis.PublicKeyCredential);
}
async function s(e) {
	try {
		return await e();
	} catch {
		return;
	}
}
// src/auth-api.ts
var c = class {
	#e;
	#t;
	constructor(e, t) {
		this.#e = e, this.#t = `${e}/v1/apps/${encodeURIComponent(t)}`;
	}
	async start(e, n, r) {
		let i = await this.#n(e, "start", n, r), a = i?.handshake?.id, o = i?.handshake?.challenge?.publicKey;
		if (!a || !o) throw new t("server");
		return {
			id: a,
			publicKey: o
		};
	}
	async finish(e, n, r) {
		let i = await this.#n(e, "finish", n, r);
		if (!i?.nonce) throw new t("server");
		return i.nonce;
	}
	async #n(e, t, n, r) {
		let i = await this.#r(`${this.#t}/${e}/transactions/webauthn/${t}`, n, r), a = await i.json().catch(() => void 0);
		if (!i.ok) throw l(i, a);
		return a;
	}
	async #r(e, n, r) {
		let i = {
			credentials: "omit",
			cache: "no-store",
			signal: r ?? null
		};
		try {
			return await fetch(e, {
				...i,
				method: "POST",
				headers: { "Content-Type": "application/json" },
				body: JSON.stringify(n)
			});
		} catch (e) {
			throw new t(await fetch(`${this.#e}/healthz`, {
				...i,
				mode: "no-cors"
			}).catch(() => void 0) ? "origin_not_allowed" : "network", { cause: e });
		}
	}
};
function l(e, n) {
	let r = n?.code;
	return new t(r === "user_has_no_passkeys" ? "no_passkey" : "server", {
		message: n?.error,
		serverCode: r,
		status: e.status,
		requestId: e.headers.get("X-Request-Id") ?? void 0
	});
}
function u(e) {
	let t = globalThis.document?.querySelector("meta[name=\"passflex-url\"]")?.content;
	return (e || globalThis.PASSFLEX_URL || t || globalThis.location?.origin || "").replace(/((?<!\/)\/v1)?\/*$/, "");
}
// src/base64url.ts
function d(e) {
	let t = Array.from(new Uint8Array(e), (e) => String.fromCharCode(e)).join("");
	return btoa(t).replace(/\+/g, "-").replace(/\//g, "_").replace(/=/g, "");
}
function f(e) {
	let t = atob(e.replace(/-/g, "+").replace(/_/g, "/"));
	return Uint8Array.from(t, (e) => e.charCodeAt(0));
}
// src/credential-json.ts
function p(e) {
	return {
		...e,
		challenge: f(e.challenge),
		user: {
			...e.user,
			id: f(e.user.id)
		},
		excludeCredentials: e.excludeCredentials?.map(h)
	};
}
function m(e) {
	return {
		...e,
		challenge: f(e.challenge),
		allowCredentials: e.allowCredentials?.map(h)
	};
}
function h(e) {
	return {
		...e,
		id: f(e.id)
	};
}
function g(e) {
	let t = e.response;
	return v(e, {
		attestationObject: d(t.attestationObject),
		transports: t.getTransports?.()
	});
}
function _(e) {
	let t = e.response;
	return v(e, {
		authenticatorData: d(t.authenticatorData),
		signature: d(t.signature),
		userHandle: t.userHandle ? d(t.userHandle) : void 0
	});
}
function v(e, t) {
	return {
		id: e.id,
		rawId: d(e.rawId),
		type: e.type,
		authenticatorAttachment: e.authenticatorAttachment ?? void 0,
		clientExtensionResults: e.getClientExtensionResults?.() ?? {},
		response: {
			clientDataJSON: d(e.response.clientDataJSON),
			...t
		}
	};
}
// src/prompt.ts
function y(e, t) {
	return x("register", e.timeout, () => navigator.credentials.create({
		publicKey: p(e),
		signal: t
	}));
}
async function b(e, n, r) {
	if (e.allowCredentials?.length === 0) throw new t("no_passkey");
	return x("authenticate", r === "optional" ? e.timeout : void 0, () => navigator.credentials.get({
		publicKey: m(e),
		signal: n,
		mediation: r
	}));
}
async function x(e, n, r) {
	let i = Date.now();
	try {
		let e = await r();
		if (e) return e;
	} catch (r) {
		let { name: a } = r, o = n !== void 0 && Date.now() - i >= n;
		throw new t(a === "NotAllowedError" && o ? "timed_out" : S(a, e), { cause: r });
	}
	throw new t("canceled");
}
function S(e, t) {
	switch (e) {
		case "InvalidStateError": return t === "register" ? "already_registered" : "canceled";
		case "SecurityError": return "origin_not_allowed";
		case "ConstraintError":
		case "NotSupportedError": return "not_supported";
		case "InvalidCharacterError":
		case "TypeError": return "server";
		case "AbortError": return "aborted";
		default: return "canceled";
	}
}
// src/turn.ts
var C = {};
async function w(e, t, n) {
	let r = new AbortController(), { signal: i } = r;
	return T(i, async () => {
		let a = E(t, r), o = () => {}, s = {
			controller: r,
			over: new Promise((e) => o = e)
		};
		try {
			return i.throwIfAborted(), O(C.autofill), e === "prompt" && O(C.prompt), C[e] = s, await Promise.race([D(e).then(() => n(i)), k(i)]);
		} finally {
			C[e] === s && delete C[e], o(), a();
		}
	});
}
async function T(e, n) {
	try {
		return e?.throwIfAborted(), await n();
	} catch (n) {
		throw e?.aborted ? new t("aborted", { cause: e.reason }) : n;
	}
}
function E(e, t) {
	let n = () => t.abort(e?.reason);
	return e?.aborted && n(), e?.addEventListener("abort", n), () => e?.removeEventListener("abort", n);
}
async function D(e) {
	for (; e === "autofill" && C.prompt;) await C.prompt.over;
}
function O(e) {
	e?.controller.abort(new DOMException("A newer passkey ceremony began.", "AbortError"));
}
function k(e) {
	return new Promise((t, n) => e.addEventListener("abort", () => n(e.reason)));
}
// src/autofill.ts
var A = 5e3, j = 3e4, M = 3e5;
async function N(e, t) {
	let n = await e(t);
	for (;;) {
		let r = Date.now() + (n.publicKey.timeout ?? M), i = new AbortController(), a = E(t, i), o, s = P(r, async () => {
			o = await e(i.signal), i.abort();
		});
		try {
			let e = await b(n.publicKey, i.signal, "conditional");
			return {
				handshake: n,
				credential: e,
				overdue: Date.now() >= r
			};
		} catch (e) {
			if (!o) throw e;
			n = o;
		} finally {
			s(), a(), i.abort();
		}
	}
}
function P(e, t) {
	let n = e, r = () => {
		Date.now() >= n && document.hasFocus() && (n = Date.now() + j, t().catch(() => {}));
	}, i = setInterval(r, A);
	return addEventListener("focus", r), () => {
		clearInterval(i), removeEventListener("focus", r);
	};
}
// src/passkey.ts
var F = class {
	#e;
	constructor(e) {
		this.#e = e;
	}
	async register(e, { authenticatorAttachment: t, signal: n } = {}) {
		let r = await w("prompt", n, async (n) => {
			await a(!1);
			let { id: r, publicKey: i } = await this.#e.start("register", {
				transaction_id: e,
				authenticator_attachment: t
			}, n);
			return {
				handshake_id: r,
				handshake_response: g(await y(i, n))
			};
		});
		return T(n, () => this.#e.finish("register", {
			transaction_id: e,
			...r
		}, n));
	}
	async authenticate({ transactionId: e, isConditionalMediation: n, signal: r } = {}) {
		let i = n ? {} : { transaction_id: e }, o = (e) => this.#e.start("authenticate", i, e), { handshake: s, credential: c, overdue: l } = await w(n ? "autofill" : "prompt", r, async (e) => {
			if (await a(!!n), n) return N(o, e);
			let t = await o(e);
			return {
				handshake: t,
				credential: await b(t.publicKey, e, "optional"),
				overdue: !1
			};
		}), u = {
			handshake_id: s.id,
			handshake_response: _(c)
		};
		try {
			return await T(r, () => this.#e.finish("authenticate", {
				...i,
				...u
			}, r));
		} catch (e) {
			throw l && e.serverCode === "discoverable_login_failed" ? new t("timed_out", { cause: e }) : e;
		}
	}
	canRegisterPasskey() {
		return n();
	}
	canAuthenticateWithPasskey() {
		return r();
	}
	canUseConditionalMediation() {
		return i();
	}
}, I = class {
	passkey;
	constructor(e, { baseUrl: t } = {}) {
		this.passkey = new F(new c(u(t), e));
	}
};
export { I as PassageFlex, I as Passflex, t as PassflexError, r as canAuthenticateWithPasskey, n as canRegisterPasskey, i as canUseConditionalMediation };
