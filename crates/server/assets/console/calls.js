// Calls of the console's scripts to its server, and what is said where a ceremony did not end well.

/** Sends JSON. Where the session has ended the answer is a page, which the browser is then sent to. */
export async function call(path, body) {
  const answer = await fetch(path, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  }).catch(() => {
    throw refusal("The server cannot be reached. Check the connection and try again.");
  });
  if (answer.redirected) {
    location.assign(answer.url);
    throw refusal("");
  }
  const result = await answer.json().catch(() => ({}));
  if (!answer.ok) throw refusal(result.error ?? "Something went wrong. Try again.");
  return result;
}

/** An error whose message is for the person. */
export function refusal(message) {
  return Object.assign(new Error(message), { code: "refused" });
}

/** What went wrong, and what to do, in a sentence. */
export function explain(error) {
  switch (error.code) {
    case "refused":
    case "server":
      return error.message;
    case "canceled":
      return "No passkey was used. You can try again.";
    case "timed_out":
      return "That took too long. Try again.";
    case "already_registered":
      return "This device has a passkey for you already.";
    case "not_supported":
    case "insecure_context":
      return "This browser cannot use passkeys here. Open the console over https, or on localhost.";
    case "network":
      return "The server cannot be reached. Check the connection and try again.";
    default:
      console.error(error);
      return "The passkey could not be used. Try again.";
  }
}
