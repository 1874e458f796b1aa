// What every page of the console does in the browser. Without it everything is still there but the convenience.

import "./copy.js";
import "./dialogs.js";
import "./times.js";

// A page that the browser kept while we were elsewhere may be about somebody who has signed out since.
window.addEventListener("pageshow", (event) => event.persisted && window.location.reload());
