import json
import os
import urllib.request


def call(path, body):
    request = urllib.request.Request(
        f"https://passflex.example.com/v1/apps/YOUR_APP_ID/{path}",
        data=json.dumps(body).encode(),
        headers={
            "Authorization": "Bearer " + os.environ["PASSFLEX_API_KEY"],
            "Content-Type": "application/json",
        },
    )
    with urllib.request.urlopen(request, timeout=10) as answer:
        return json.load(answer)


# Before a passkey is added: for who is signed in. Send `transaction_id` to the page.
person = {"external_id": user.id, "passkey_display_name": user.email}
transaction = call("transactions/register", person)

# Afterwards, with the page's nonce: whether it was added for the same person.
expect = {"kind": "register", "external_id": user.id}
call("authenticate/verify", {"nonce": nonce, "expect": expect})

# After a sign-in, with the page's nonce: who it was.
verified = call("authenticate/verify", {"nonce": nonce, "expect": {"kind": "authenticate"}})
user_id = verified["external_id"]
