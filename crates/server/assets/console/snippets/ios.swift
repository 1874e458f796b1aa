import AuthenticationServices

// First: add the app under Native clients, and put the file that is shown there on your site.
func post(_ path: String, _ body: [String: Any]) async throws -> [String: Any] {
    var request = URLRequest(url: URL(string: "https://passflex.example.com/v1/apps/YOUR_APP_ID/\(path)")!)
    request.httpMethod = "POST"
    request.setValue("application/json", forHTTPHeaderField: "Content-Type")
    request.httpBody = try JSONSerialization.data(withJSONObject: body)
    let (data, _) = try await URLSession.shared.data(for: request)
    return try JSONSerialization.jsonObject(with: data) as! [String: Any]
}

// Begin a sign-in. `base64URL` is an extension of yours that decodes and encodes without padding.
let started = try await post("authenticate/transactions/webauthn/start", [:])
let handshake = started["handshake"] as! [String: Any]
let options = (handshake["challenge"] as! [String: Any])["publicKey"] as! [String: Any]
let provider = ASAuthorizationPlatformPublicKeyCredentialProvider(
    relyingPartyIdentifier: options["rpId"] as! String)
let challenge = Data(base64URL: options["challenge"] as! String)
let request = provider.createCredentialAssertionRequest(challenge: challenge)
ASAuthorizationController(authorizationRequests: [request]).performRequests()

// Where the controller's delegate is given `assertion`:
let id = assertion.credentialID.base64URL
let finished = try await post("authenticate/transactions/webauthn/finish", [
    "handshake_id": handshake["id"]!,
    "handshake_response": [
        "id": id, "rawId": id, "type": "public-key",
        "response": [
            "clientDataJSON": assertion.rawClientDataJSON.base64URL,
            "authenticatorData": assertion.rawAuthenticatorData.base64URL,
            "signature": assertion.signature.base64URL,
            "userHandle": assertion.userID.base64URL,
        ],
    ],
])
let nonce = finished["nonce"] as! String // Send it to your backend.
