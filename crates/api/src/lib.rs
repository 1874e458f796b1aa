//! What travels over the wire between an app's backend and Passflex: shared by the server and the Rust SDK.
//!
//! Names, casing and quirks are those that existing clients rely on. A member that is not there and one that is
//! null are alike in what comes in; in what goes out every member is always there, because statically typed
//! clients fail on one that is missing.

pub mod admin;
mod app;
mod device;
mod error;
mod event;
mod nonce;
mod transaction;
mod user;

pub use app::{
    App, AppResponse, AuthMethods, CodeMethod, Empty, Layouts, PasskeysMethod, PublicApp, PublicAppResponse,
};
pub use device::{Device, DeviceResponse, Devices, Icons, RenameDevice};
pub use error::ErrorBody;
pub use event::{CeremonyEvent, Event, EventPage};
pub use nonce::{Expect, VerifyRequest, VerifyResponse};
pub use transaction::{
    CreateAuthenticateTransaction, CreateRegisterTransaction, TransactionCreated, TransactionOptions,
};
pub use user::{CreateUser, Link, Links, UpdateUser, UserDetail, UserFields, UserPage, UserResponse};
