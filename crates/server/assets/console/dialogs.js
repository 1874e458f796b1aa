// Dialogs for browsers that do not know `command` and `commandfor` yet, and words that have to be typed exactly.

const COMMANDS = { "show-modal": (dialog) => dialog.showModal(), close: (dialog) => dialog.close() };

if (!("commandForElement" in HTMLButtonElement.prototype)) {
  for (const button of document.querySelectorAll("button[commandfor]")) {
    const dialog = document.getElementById(button.getAttribute("commandfor"));
    button.addEventListener("click", () => COMMANDS[button.getAttribute("command")]?.(dialog));
  }
}

for (const input of document.querySelectorAll("input[data-typed]")) {
  const check = () => {
    const isTyped = input.value === input.dataset.typed;
    input.setCustomValidity(isTyped ? "" : `Type “${input.dataset.typed}” exactly as it is written.`);
  };
  input.addEventListener("input", check);
  check();
}
