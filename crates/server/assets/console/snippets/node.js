// npm install @passflex/node
import { PassageFlex } from "@passflex/node";

const passflex = new PassageFlex({
  appId: "YOUR_APP_ID",
  apiKey: process.env.PASSFLEX_API_KEY,
  baseUrl: "https://passflex.example.com",
});

// Before a passkey is added: for who is signed in. Send it to the page.
const transactionId = await passflex.auth.createRegisterTransaction(user.id, user.email);

// Afterwards, and after each sign-in: what the page's nonce stands for.
const { externalId } = await passflex.auth.verify(nonce, { kind: "authenticate" });
