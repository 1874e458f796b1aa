//! What tests are made of: folders, commands in them, and programs that run until they are told to stop.

mod folder;
mod metadata;
mod pattern;
mod running;
mod site;

pub(crate) use folder::{Folder, Outcome};
pub(crate) use metadata::MetadataService;
pub(crate) use pattern::Pattern;
pub(crate) use running::{Api, Running};
pub(crate) use site::Site;
