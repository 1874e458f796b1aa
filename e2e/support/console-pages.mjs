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
  "try-elsewhere": (ada, app) => ada.visits(`${app}/try`),
};

/** Pages that come after something was done, in this order. */
export const DOINGS = {
  "try-it": async (ada, app) => {
    await ada.visits(`${app}/try`);
    await ada.page.getByRole("button", { name: /^Add http/ }).click();
    await ada.arrivesAt(`${app}/try?done=origin-added`);
  },
  "try-it-registered": async (ada) => {
    await ada.clicks("button", "Register a passkey");
    await ada.isTold("A passkey of try-it was registered.");
  },
  "try-it-signed-in": async (ada) => {
    await ada.clicks("button", "Sign in");
    await ada.isTold("try-it signed in.");
  },
};
