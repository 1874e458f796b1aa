//! The format `compound`: several statements about one credential (WebAuthn Level 3 section 8.9).

use super::StatementFault;
use super::statement::{Conveyed, VerificationInputs, verify_statement};
use crate::cbor::{Item, Key};
use crate::error::RegistrationError;

/// The specification has no upper bound. Every statement costs a signature or two.
const MAX_STATEMENTS: usize = 4;

/// The verification procedure of section 8.9. How many statements have to verify is the relying party's to say: all of
/// them, since one that does not is a sign that the whole was put together by somebody else.
pub(super) fn verify(
    statement: Item<'_>,
    inputs: &VerificationInputs<'_>,
) -> Result<Vec<Conveyed>, RegistrationError> {
    let statements = statement.as_array(MAX_STATEMENTS).ok_or(StatementFault::Syntax)?;
    if statements.len() < 2 {
        return Err(StatementFault::Syntax.into());
    }
    let mut conveyed = Vec::with_capacity(statements.len());
    for statement in statements {
        let statement = statement.as_map().ok_or(StatementFault::Syntax)?;
        let format = statement.get(Key::Text("fmt")).and_then(Item::as_text).ok_or(StatementFault::Syntax)?;
        let inner = statement.get(Key::Text("attStmt")).ok_or(StatementFault::Syntax)?;
        if format == "compound" {
            return Err(StatementFault::Syntax.into());
        }
        conveyed.extend(verify_statement(format, inner, inputs)?);
    }
    Ok(conveyed)
}
