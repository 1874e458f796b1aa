import androidx.credentials.*
import org.json.JSONObject

// First: add the app under Native clients, and put the file that is shown there on your site.
// `post` sends JSON with your HTTP client, and returns the body of the answer.
val app = "https://passflex.example.com/v1/apps/YOUR_APP_ID"

val started = JSONObject(post("$app/authenticate/transactions/webauthn/start", "{}"))
val handshake = started.getJSONObject("handshake")
val options = handshake.getJSONObject("challenge").getJSONObject("publicKey")

val request = GetCredentialRequest(listOf(GetPublicKeyCredentialOption(options.toString())))
val result = CredentialManager.create(context).getCredential(context, request)
val credential = result.credential as PublicKeyCredential

val finish = JSONObject()
    .put("handshake_id", handshake.getString("id"))
    .put("handshake_response", JSONObject(credential.authenticationResponseJson))
val finished = JSONObject(post("$app/authenticate/transactions/webauthn/finish", finish.toString()))
val nonce = finished.getString("nonce") // Send it to your backend.
