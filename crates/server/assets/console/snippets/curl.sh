# Before a passkey is added: for who is signed in. Send `transaction_id` to the page.
curl https://passflex.example.com/v1/apps/YOUR_APP_ID/transactions/register \
  -H "Authorization: Bearer $PASSFLEX_API_KEY" -H "Content-Type: application/json" \
  -d '{"external_id": "user-1", "passkey_display_name": "ada@example.com"}'

# Afterwards, and after each sign-in: what the page's nonce stands for.
curl https://passflex.example.com/v1/apps/YOUR_APP_ID/authenticate/verify \
  -H "Authorization: Bearer $PASSFLEX_API_KEY" -H "Content-Type: application/json" \
  -d '{"nonce": "NONCE", "expect": {"kind": "authenticate"}}'
