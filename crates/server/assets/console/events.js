// The list of events grows as things happen: every few seconds the server is asked what came since the newest row.

import { localise } from "./times.js";

const EVERY_MS = 4_000;
/** As many rows as stay on the page: older ones are on the pages behind it. */
const MOST_ROWS = 500;

const live = document.querySelector("[data-newer]");
if (live) watch(live);

function watch(live) {
  const rows = document.getElementById("event-rows");
  const button = live.querySelector("button");
  const voice = live.querySelector("[role=status]");
  let isPaused = false;

  const show = () => {
    button.textContent = isPaused ? "Go on" : "Pause";
    voice.textContent = isPaused ? "Paused" : "Live";
  };
  button.addEventListener("click", () => {
    isPaused = !isPaused;
    show();
  });
  button.hidden = false;
  show();

  setInterval(async () => {
    if (isPaused || document.hidden) return;
    try {
      const added = await newer(live.dataset.newer, rows);
      if (added > 0) voice.textContent = added === 1 ? "One new event" : `${added} new events`;
    } catch {
      isPaused = true;
      show();
      voice.textContent = "The server did not answer. Press “Go on” to try again.";
    }
  }, EVERY_MS);
}

async function newer(address, rows) {
  const url = new URL(address, location.href);
  url.searchParams.set("after", rows?.querySelector("tr")?.id ?? "");
  const response = await fetch(url, { redirect: "error", headers: { Accept: "text/html" } });
  if (!response.ok) throw new Error(`status ${response.status}`);
  const template = document.createElement("template");
  template.innerHTML = await response.text();
  const added = template.content.querySelectorAll("tr").length;
  if (added === 0) return 0;
  // An empty page has no table yet.
  if (!rows) {
    location.reload();
    return added;
  }
  localise(template.content);
  rows.prepend(template.content);
  while (rows.rows.length > MOST_ROWS) rows.lastElementChild.remove();
  return added;
}
