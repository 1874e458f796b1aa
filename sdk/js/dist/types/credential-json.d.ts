/** Turns `PublicKeyCredentialCreationOptionsJSON` into what `navigator.credentials.create` takes. */
export declare function parseCreationOptions(json: PublicKeyCredentialCreationOptionsJSON): PublicKeyCredentialCreationOptions;
/** Turns `PublicKeyCredentialRequestOptionsJSON` into what `navigator.credentials.get` takes. */
export declare function parseRequestOptions(json: PublicKeyCredentialRequestOptionsJSON): PublicKeyCredentialRequestOptions;
/** Turns a new credential into `RegistrationResponseJSON`, as far as the server reads it. */
export declare function registrationToJSON(credential: PublicKeyCredential): object;
/** Turns an assertion into `AuthenticationResponseJSON`. */
export declare function authenticationToJSON(credential: PublicKeyCredential): object;
