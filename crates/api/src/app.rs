//! Apps, as their own backends and pages read them.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Answer of `GET /v1/apps/{app_id}` with an API key.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AppResponse {
    /// The app.
    pub app: App,
}

/// Answer of `GET /v1/apps/{app_id}` without a key: what pages may know.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PublicAppResponse {
    /// The app.
    pub app: PublicApp,
}

/// What pages may know of an app.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PublicApp {
    /// Its id.
    pub id: String,
    /// Its name for people.
    pub name: String,
    /// The origin that asks, where it is one of the app's; else the app's primary one.
    pub auth_origin: String,
    /// Always `flex`.
    #[serde(rename = "type")]
    pub app_type: String,
}

/// An app. Most members mean nothing here, and are empty, false or 0: clients of the original decode them all.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[expect(clippy::struct_excessive_bools, reason = "the wire's")]
pub struct App {
    /// The app's other web origins.
    pub additional_auth_origins: Vec<String>,
    /// Always empty.
    pub allowed_callback_urls: Vec<String>,
    /// Always empty.
    pub allowed_identifier: String,
    /// Always empty.
    pub allowed_logout_urls: Vec<String>,
    /// Always empty.
    pub application_login_uri: String,
    /// Always `none`.
    pub auth_fallback_method: String,
    /// Always 0.
    pub auth_fallback_method_ttl: u32,
    /// Which ways to sign in there are: passkeys.
    pub auth_methods: AuthMethods,
    /// The app's primary web origin.
    pub auth_origin: String,
    /// Always false.
    pub auto_theme_enabled: bool,
    /// When it was made.
    pub created_at: Timestamp,
    /// Always empty.
    pub default_language: String,
    /// Always an empty object.
    pub element_customization: Empty,
    /// Always an empty object.
    pub element_customization_dark: Empty,
    /// Always false.
    pub hosted: bool,
    /// Always empty.
    pub hosted_subdomain: String,
    /// Its id.
    pub id: String,
    /// Always empty lists.
    pub layouts: Layouts,
    /// Always empty.
    pub login_url: String,
    /// Its name for people.
    pub name: String,
    /// Always false.
    pub passage_branding: bool,
    /// Always false.
    pub profile_management: bool,
    /// Always false.
    pub public_signup: bool,
    /// Always empty.
    pub redirect_url: String,
    /// Always 0.
    pub refresh_absolute_lifetime: u32,
    /// Always false.
    pub refresh_enabled: bool,
    /// Always 0.
    pub refresh_inactivity_lifetime: u32,
    /// Always false.
    pub require_email_verification: bool,
    /// Always false.
    pub require_identifier_verification: bool,
    /// Always empty.
    pub required_identifier: String,
    /// Always empty.
    pub role: String,
    /// Always empty.
    pub rsa_public_key: String,
    /// Always 0.
    pub session_timeout_length: u32,
    /// Always empty.
    pub technologies: Vec<String>,
    /// Always `flex`.
    #[serde(rename = "type")]
    pub app_type: String,
    /// Always empty.
    pub user_metadata_schema: Vec<String>,
}

impl App {
    /// An app of which only these are known.
    pub fn new(
        id: String,
        name: String,
        auth_origin: String,
        additional_auth_origins: Vec<String>,
        created_at: Timestamp,
    ) -> Self {
        Self {
            additional_auth_origins,
            allowed_callback_urls: Vec::new(),
            allowed_identifier: String::new(),
            allowed_logout_urls: Vec::new(),
            application_login_uri: String::new(),
            auth_fallback_method: "none".to_owned(),
            auth_fallback_method_ttl: 0,
            auth_methods: AuthMethods::default(),
            auth_origin,
            auto_theme_enabled: false,
            created_at,
            default_language: String::new(),
            element_customization: Empty {},
            element_customization_dark: Empty {},
            hosted: false,
            hosted_subdomain: String::new(),
            id,
            layouts: Layouts::default(),
            login_url: String::new(),
            name,
            passage_branding: false,
            profile_management: false,
            public_signup: false,
            redirect_url: String::new(),
            refresh_absolute_lifetime: 0,
            refresh_enabled: false,
            refresh_inactivity_lifetime: 0,
            require_email_verification: false,
            require_identifier_verification: false,
            required_identifier: String::new(),
            role: String::new(),
            rsa_public_key: String::new(),
            session_timeout_length: 0,
            technologies: Vec::new(),
            app_type: "flex".to_owned(),
            user_metadata_schema: Vec::new(),
        }
    }
}

/// An empty object, kept for clients that decode it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Empty {}

/// Empty lists, kept for clients that decode them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Layouts {
    /// Always empty.
    pub profile: Vec<Empty>,
    /// Always empty.
    pub registration: Vec<Empty>,
}

/// The ways to sign in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AuthMethods {
    /// Always enabled.
    pub passkeys: PasskeysMethod,
    /// Never enabled.
    pub otp: CodeMethod,
    /// Never enabled.
    pub magic_link: CodeMethod,
}

/// Passkeys.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PasskeysMethod {
    /// Always true.
    pub enabled: bool,
}

impl Default for PasskeysMethod {
    fn default() -> Self {
        Self { enabled: true }
    }
}

/// Codes or links by mail, which Passflex does not send.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CodeMethod {
    /// Always false.
    pub enabled: bool,
    /// Always 0.
    pub ttl: u32,
    /// Always `s`.
    pub ttl_display_unit: String,
}

impl Default for CodeMethod {
    fn default() -> Self {
        Self { enabled: false, ttl: 0, ttl_display_unit: "s".to_owned() }
    }
}
