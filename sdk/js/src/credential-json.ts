// The conversions of WebAuthn Level 3 (sections 5.1.8, 5.1.9 and 5.1.1, `toJSON()`), written out:
// browsers gained them years after passkeys, and the credentials that password managers inject do
// not have them. Extensions pass as they are, for none that the server asks for carries bytes.
import { decodeBase64url, encodeBase64url } from "./base64url.js";

/** Turns `PublicKeyCredentialCreationOptionsJSON` into what `navigator.credentials.create` takes. */
export function parseCreationOptions(json: PublicKeyCredentialCreationOptionsJSON): PublicKeyCredentialCreationOptions {
  return {
    ...json,
    challenge: decodeBase64url(json.challenge),
    user: { ...json.user, id: decodeBase64url(json.user.id) },
    excludeCredentials: json.excludeCredentials?.map(parseDescriptor),
  } as object as PublicKeyCredentialCreationOptions;
}

/** Turns `PublicKeyCredentialRequestOptionsJSON` into what `navigator.credentials.get` takes. */
export function parseRequestOptions(json: PublicKeyCredentialRequestOptionsJSON): PublicKeyCredentialRequestOptions {
  return {
    ...json,
    challenge: decodeBase64url(json.challenge),
    allowCredentials: json.allowCredentials?.map(parseDescriptor),
  } as object as PublicKeyCredentialRequestOptions;
}

function parseDescriptor(json: PublicKeyCredentialDescriptorJSON): PublicKeyCredentialDescriptor {
  return { ...json, id: decodeBase64url(json.id) } as PublicKeyCredentialDescriptor;
}

/** Turns a new credential into `RegistrationResponseJSON`, as far as the server reads it. */
export function registrationToJSON(credential: PublicKeyCredential): object {
  const response = credential.response as AuthenticatorAttestationResponse;
  return credentialToJSON(credential, {
    attestationObject: encodeBase64url(response.attestationObject),
    transports: response.getTransports?.(),
  });
}

/** Turns an assertion into `AuthenticationResponseJSON`. */
export function authenticationToJSON(credential: PublicKeyCredential): object {
  const response = credential.response as AuthenticatorAssertionResponse;
  return credentialToJSON(credential, {
    authenticatorData: encodeBase64url(response.authenticatorData),
    signature: encodeBase64url(response.signature),
    userHandle: response.userHandle ? encodeBase64url(response.userHandle) : undefined,
  });
}

function credentialToJSON(credential: PublicKeyCredential, response: object): object {
  return {
    id: credential.id,
    rawId: encodeBase64url(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment ?? undefined,
    clientExtensionResults: credential.getClientExtensionResults?.() ?? {},
    response: { clientDataJSON: encodeBase64url(credential.response.clientDataJSON), ...response },
  };
}
