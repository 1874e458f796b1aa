# Before a passkey is added: for who is signed in. Send `transaction_id` to the page.
curl https://passflex.example.com/v1/apps/YOUR_APP_ID/transactions/register \
  -H "Authorization: Bearer $PASSFLEX_API_KEY" -H "Content-Type: application/json" \
  -d '{"external_id": "user-1", "passkey_display_name": "ada@example.com"}'

# Afterwards, with the page's nonce: whether it was added for the same person.
curl https://passflex.example.com/v1/apps/YOUR_APP_ID/authenticate/verify \
  -H "Authorization: Bearer $PASSFLEX_API_KEY" -H "Content-Type: application/json" \
  -d '{"nonce": "NONCE", "expect": {"kind": "register", "external_id": "user-1"}}'

# After a sign-in, with the page's nonce: who it was.
curl https://passflex.example.com/v1/apps/YOUR_APP_ID/authenticate/verify \
  -H "Authorization: Bearer $PASSFLEX_API_KEY" -H "Content-Type: application/json" \
  -d '{"nonce": "NONCE", "expect": {"kind": "authenticate"}}'
