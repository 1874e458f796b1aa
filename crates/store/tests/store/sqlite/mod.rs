//! What only an embedded database can get wrong.
