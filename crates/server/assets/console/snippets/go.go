import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
)

func call(path string, body, answer any) error {
	text, err := json.Marshal(body)
	if err != nil {
		return err
	}
	url := "https://passflex.example.com/v1/apps/YOUR_APP_ID/" + path
	request, err := http.NewRequest("POST", url, bytes.NewReader(text))
	if err != nil {
		return err
	}
	request.Header.Set("Authorization", "Bearer "+os.Getenv("PASSFLEX_API_KEY"))
	request.Header.Set("Content-Type", "application/json")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("passflex: %s", response.Status)
	}
	return json.NewDecoder(response.Body).Decode(answer)
}

// Before a passkey is added: for who is signed in. Send TransactionID to the page.
var transaction struct{ TransactionID string `json:"transaction_id"` }
err := call("transactions/register", map[string]any{
	"external_id": user.ID, "passkey_display_name": user.Email,
}, &transaction)

// Afterwards, with the page's nonce: whether it was added for the same person.
var verified struct{ ExternalID string `json:"external_id"` }
err = call("authenticate/verify", map[string]any{
	"nonce": nonce, "expect": map[string]any{"kind": "register", "external_id": user.ID},
}, &verified)

// After a sign-in, with the page's nonce: who it was.
err = call("authenticate/verify", map[string]any{
	"nonce": nonce, "expect": map[string]any{"kind": "authenticate"},
}, &verified)
