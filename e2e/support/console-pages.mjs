// Every page of the console, in every state that looks different. A page is where an administrator of everything comes
// to stand before it.

/** Pages for whoever is not signed in. */
export const DOORS = {
  "sign-in": (somebody) => somebody.visits("/console/sign-in"),
  "sign-in-that-came-to-nothing": async (somebody) => {
    await somebody.visits("/console/sign-in");
    await somebody.clicks("button", "Sign in with a passkey");
    await somebody.isTold("No passkey was used. You can try again.");
  },
  welcome: (somebody) => somebody.visits("/console/welcome"),
};

/** Pages of the installation and of `app`. */
export const PAGES = {
  apps: (ada) => ada.visits("/console/apps"),
  "new-app": (ada) => ada.visits("/console/apps/new"),
  team: (ada) => ada.visits("/console/team"),
  audit: (ada) => ada.visits("/console/audit"),
  account: (ada) => ada.visits("/console/account"),
  confirm: (ada) => ada.visits("/console/confirm?next=/console/team"),
  "nothing-here": (ada) => ada.visits("/console/nothing"),
  menu: async (ada) => {
    await ada.visits("/console/apps");
    await ada.clicks("button", `${ada.name} account`);
  },
  dashboard: (ada, app) => ada.visits(app),
  "dashboard-with-figures": async (ada, app) => {
    await ada.visits(app);
    await ada.page.getByText("Figures of Sign-ins", { exact: true }).click();
  },
  users: (ada, app) => ada.visits(`${app}/users`),
  "users-wrong": (ada, app) => ada.visits(`${app}/users?created_from=today`),
  "users-not-found": (ada, app) => ada.visits(`${app}/users?q=nobody`),
  user: (ada, app) => ada.finds(app, "grace.1@example.com"),
  "user-to-be-deleted": async (ada, app) => {
    await ada.finds(app, "grace.1@example.com");
    await ada.clicks("button", "Delete…");
    await ada.page.getByRole("dialog").waitFor();
  },
  events: (ada, app) => ada.visits(`${app}/events`),
  "event-explained": (ada, app) => ada.opensTheLastEvent(app, "outcome=failed"),
  keys: (ada, app) => ada.visits(`${app}/keys`),
  clients: (ada, app) => ada.visits(`${app}/clients`),
  settings: (ada, app) => ada.visits(`${app}/settings`),
  "delete-app": (ada, app) => ada.visits(`${app}/delete`),
  "try-elsewhere": (ada, app) => ada.visits(`${app}/try`),
};

/** Pages that come after something was done, in this order. */
export const DOINGS = {
  "try-it": (ada, app) => ada.opensTheTrial(app),
  "try-it-registered": async (ada) => {
    await ada.clicks("button", "Register a passkey");
    await ada.isTold("A passkey of try-it was registered.");
  },
  "try-it-signed-in": async (ada) => {
    await ada.clicks("button", "Sign in");
    await ada.isTold("try-it signed in.");
  },
  "app-made": (ada) => ada.makesAnApp("Corner shop", "https://shop.example.com"),
  "app-that-cannot-be": async (ada) => {
    await ada.visits("/console/apps/new");
    await ada.types("Name", "Corner shop");
    await ada.types("Origin", "http://shop.example.com");
    await ada.clicks("button", "Make app");
    await ada.page.getByText("must begin with").waitFor();
  },
  "key-made": (ada, app) => ada.makesAKey(app, "staging"),
  "invitation-made": (ada) => ada.invites("Grace Hopper", "viewer"),
};
