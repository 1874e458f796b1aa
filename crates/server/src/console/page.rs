//! What the frame around every page needs, and the small types that the macros in `templates/console/components.html`
//! take. A page's template has a field `layout` and begins with `{% extends "console/base.html" %}`; one for whoever is
//! not signed in extends `console/plain.html` and has none.

mod layout;
mod parts;

pub(crate) use layout::{AppLink, Flash, Layout, Section};
pub(crate) use parts::{Choice, Field, Moment, Tab, Tone};

#[cfg(test)]
mod gallery;
