// Buttons that copy the text of the element whose id they name. They are hidden where nothing would happen.

const TOLD_FOR_MS = 2_000;

/** One voice for all buttons: a screen reader says what appears here. */
const voice = document.createElement("p");
voice.className = "hidden";
voice.setAttribute("role", "status");

for (const button of document.querySelectorAll("button[data-copy]")) {
  if (!navigator.clipboard) break;
  button.hidden = false;
  button.addEventListener("click", () => copy(button));
  // A live region has to be there before something is said in it.
  if (!voice.isConnected) document.querySelector("main").append(voice);
}

async function copy(button) {
  const text = document.getElementById(button.dataset.copy).textContent;
  try {
    await navigator.clipboard.writeText(text);
    tell(button, "Copied");
  } catch {
    tell(button, "The browser does not let this page copy. Select the text and copy it yourself.");
  }
}

function tell(button, sentence) {
  voice.textContent = sentence;
  button.toggleAttribute("data-done", sentence === "Copied");
  setTimeout(() => {
    voice.textContent = "";
    button.removeAttribute("data-done");
  }, TOLD_FOR_MS);
}
