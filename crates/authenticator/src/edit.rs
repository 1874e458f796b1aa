//! Changing an answer after it was signed.

use data_encoding::BASE64URL_NOPAD;
use serde_json::{Value, json};

/// The bytes behind a base64url member of an answer, named by its JSON pointer (`/response/signature`).
///
/// # Panics
/// If there is no such member.
pub fn bytes(answer: &Value, pointer: &str) -> Vec<u8> {
    let text = answer.pointer(pointer).and_then(Value::as_str).expect("the answer has the member");
    BASE64URL_NOPAD.decode(text.as_bytes()).expect("the member is base64url")
}

/// Changes the bytes behind a base64url member of an answer, named by its JSON pointer (`/response/signature`).
///
/// # Panics
/// If there is no such member.
pub fn edit_bytes(answer: &mut Value, pointer: &str, edit: impl FnOnce(&mut Vec<u8>)) {
    let mut changed = bytes(answer, pointer);
    edit(&mut changed);
    let member = answer.pointer_mut(pointer).expect("the answer has the member");
    *member = json!(BASE64URL_NOPAD.encode(&changed));
}
