// npm install @passflex/browser
import { PassageFlex } from "@passflex/browser";

const { passkey } = new PassageFlex("YOUR_APP_ID", { baseUrl: "https://passflex.example.com" });

// Add a passkey: your backend has made a transaction for who is signed in.
const registered = await passkey.register(transactionId);

// Sign in. Send either nonce to your backend, which asks Passflex what it stands for.
const signedIn = await passkey.authenticate();
