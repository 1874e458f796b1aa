// npm install @passflex/node
import { PassageFlex } from "@passflex/node";

const passflex = new PassageFlex({
  appId: "YOUR_APP_ID",
  apiKey: process.env.PASSFLEX_API_KEY,
  baseUrl: "https://passflex.example.com",
});

// Before a passkey is added: for who is signed in. Send it to the page.
const transactionId = await passflex.auth.createRegisterTransaction(user.id, user.email);

// Afterwards, with the page's nonce: whether it was added for the same person.
await passflex.auth.verify(nonce, { kind: "register", externalId: user.id });

// After a sign-in, with the page's nonce: who it was.
const { externalId } = await passflex.auth.verify(nonce, { kind: "authenticate" });
