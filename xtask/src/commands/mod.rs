//! The commands, each a list of steps.

pub(crate) mod generate;
pub(crate) mod lint;
pub(crate) mod screenshots;
pub(crate) mod soak;
pub(crate) mod test;
