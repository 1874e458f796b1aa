// Every page of the demo, in every state that looks different, by light and in the dark.
import { after, before, test } from "node:test";
import { assertAccessible } from "../support/accessibility.mjs";
import { World } from "../support/world.mjs";

let world;
before(async () => {
  world = await World.begin();
});
after(() => world.end());

/** What each page is called, and how a person whose name nobody else has comes to stand before it. */
const PAGES = {
  "the front page": (person) => person.visits("/"),
  "the front page of one who is signed in": async (person) => {
    await person.signsUp();
    await person.visits("/");
  },
  "sign-up": (person) => person.visits("/sign-up"),
  "sign-up with mistakes": async (person) => {
    await person.visits("/sign-up");
    await person.clicks("button", "Create account");
    await person.page.getByText("Choose a name.").waitFor();
  },
  "the offer of a passkey": (person) => person.signsUp(),
  "the offer of a passkey that came to nothing": async (person) => {
    await person.signsUp();
    await person.device.recognises(false);
    await person.clicks("button", "Add a passkey");
    await person.isTold("No passkey was used. You can try again.");
  },
  "the offer of a passkey while the prompt is open": async (person) => {
    await person.signsUp();
    await person.device.isTouched(false);
    await person.clicks("button", "Add a passkey");
    await person.isTold("Waiting for your passkey…");
  },
  "sign-in": (person) => person.visits("/sign-in"),
  "sign-in with a passkey that came to nothing": async (person) => {
    await person.visits("/sign-in");
    await person.clicks("button", "Sign in with a passkey");
    await person.isTold("No passkey was used. You can try again.");
  },
  "sign-in without a name": async (person) => {
    await person.visits("/sign-in");
    await person.clicks("button", "Continue");
    await person.page.getByText("Enter your account name.").waitFor();
  },
  "the password": (person) => reachesThePassword(person),
  "a wrong password": async (person) => {
    await reachesThePassword(person);
    await person.types("Password", "wrong");
    await person.clicks("button", "Sign in");
    await person.page.getByText("The name or the password is wrong.").waitFor();
  },
  "the account without a passkey": async (person) => {
    await person.signsUp();
    await person.visits("/account");
  },
  "the account with a passkey": (person) => person.joins(),
  "the question whether to revoke": async (person) => {
    await person.joins();
    await person.clicks("button", "Revoke Chrome DevTools authenticator");
    await person.page.getByRole("dialog").waitFor();
  },
  "the confirmation by passkey": async (person) => {
    await person.joins();
    await person.wantsToChangeTheirEmail();
  },
  "the confirmation by password": async (person) => {
    await person.signsUp();
    await person.wantsToChangeTheirEmail();
  },
  "a confirmation by a wrong password": async (person) => {
    await person.signsUp();
    await person.wantsToChangeTheirEmail();
    await person.types("Password", "wrong");
    await person.clicks("button", "Confirm");
    await person.page.getByText("The password is wrong.").waitFor();
  },
  "the e-mail address": (person) => reachesTheirEmail(person),
  "an e-mail address that is none": async (person) => {
    await reachesTheirEmail(person);
    await person.types("New e-mail address", "nowhere");
    await person.clicks("button", "Change address");
    await person.page.getByText("Enter an e-mail address").waitFor();
  },
  "an address without a page": (person) => person.visits("/nothing-here"),
};

for (const [number, [page, arrive]] of Object.entries(PAGES).entries()) {
  test(`${page} is accessible, light and dark`, async (t) => {
    const person = await world.person(t, `person ${number}`);

    await arrive(person);

    await assertAccessible(person.page);
  });
}

async function reachesThePassword(person) {
  await person.visits("/sign-in");
  await person.types("Account name", person.name);
  await person.clicks("button", "Continue");
  await person.page.getByRole("heading", { name: "Enter your password" }).waitFor();
}

async function reachesTheirEmail(person) {
  await person.joins();
  await person.wantsToChangeTheirEmail();
  await person.confirmsWithAPasskey();
}
