//! The frame around every page of whoever is signed in.

use super::Tone;

/// Head, navigation and message of a page.
pub(crate) struct Layout {
    /// Name of whoever is signed in.
    pub(crate) administrator: String,
    /// What the app switcher offers, in its order.
    pub(crate) apps: Vec<AppLink>,
    /// The app that the page is about.
    pub(crate) app: Option<AppLink>,
    /// Where in the navigation the page is.
    pub(crate) section: Section,
    /// Sections of the installation, as far as the administrator may see them.
    pub(crate) installation: Vec<Section>,
    /// What has just been done, or went wrong.
    pub(crate) flash: Option<Flash>,
}

/// An app by name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct AppLink {
    pub(crate) id: String,
    pub(crate) name: String,
}

/// A sentence at the top of the page that a form leads to.
pub(crate) struct Flash {
    pub(crate) tone: Tone,
    pub(crate) text: String,
}

/// The places of the navigation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Section {
    Apps,
    Team,
    Audit,
    Account,
    Dashboard,
    Users,
    Events,
    TryIt,
    Keys,
    Clients,
    Settings,
}

impl Layout {
    /// The sections of an app, in the order in which they are shown.
    #[expect(clippy::unused_self, reason = "templates call methods of what they are given")]
    pub(crate) fn app_sections(&self) -> [Section; 7] {
        [
            Section::Dashboard,
            Section::Users,
            Section::Events,
            Section::TryIt,
            Section::Keys,
            Section::Clients,
            Section::Settings,
        ]
    }

    /// One or two letters that stand for the administrator.
    pub(crate) fn initials(&self) -> String {
        let words = self.administrator.split_whitespace().take(2);
        words.filter_map(|word| word.chars().next()).flat_map(char::to_uppercase).collect()
    }
}

impl Section {
    /// Whether that is where a page is.
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "templates hand fields on by reference")]
    pub(crate) fn is_at(self, current: &Self) -> bool {
        self == *current
    }

    /// What it is called.
    pub(crate) fn label(self) -> &'static str {
        match self {
            Self::Apps => "Apps",
            Self::Team => "Team",
            Self::Audit => "Audit log",
            Self::Account => "Your account",
            Self::Dashboard => "Dashboard",
            Self::Users => "Users",
            Self::Events => "Events",
            Self::TryIt => "Try it",
            Self::Keys => "API keys",
            Self::Clients => "Native clients",
            Self::Settings => "Settings",
        }
    }

    /// Its address: below `/console` for the installation's, behind `/console/apps/{app_id}` for an app's.
    pub(crate) fn path(self) -> &'static str {
        match self {
            Self::Apps => "/apps",
            Self::Team => "/team",
            Self::Audit => "/audit",
            Self::Account => "/account",
            Self::Dashboard => "",
            Self::Users => "/users",
            Self::Events => "/events",
            Self::TryIt => "/try",
            Self::Keys => "/keys",
            Self::Clients => "/clients",
            Self::Settings => "/settings",
        }
    }

    /// Its picture, as the path of strokes in a square of 16.
    pub(crate) fn icon(self) -> &'static str {
        match self {
            Self::Apps => "M2.5 2.5h4v4h-4zM9.5 2.5h4v4h-4zM2.5 9.5h4v4h-4zM9.5 9.5h4v4h-4z",
            Self::Team => {
                "M6 7.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5zM1.5 13.5c0-2.5 2-4 4.5-4s4.5 1.5 4.5 4M10.5 2.8a2.4 \
                 2.4 0 0 1 0 4.4M12.3 9.8c1.4.6 2.2 1.9 2.2 3.7"
            }
            Self::Audit => "M3.5 1.5h6l3 3v10h-9zM9.5 1.5v3h3M5.5 8h5M5.5 11h5",
            Self::Dashboard => "M2 13.5h12M4 11V7.5M8 11V3M12 11V5.5",
            Self::Account | Self::Users => {
                "M8 8a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM2.5 14c.3-2.6 2.6-4 5.5-4s5.2 1.4 5.5 4"
            }
            Self::Events => "M1.5 8.5h3l2-5.5 3 10 2-4.5h3",
            Self::TryIt => "M4.5 2.5v11l8.5-5.5z",
            Self::Keys => "M5.5 13.5a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM7.6 8.4l6-6M11 5l2 2",
            Self::Clients => "M4.5 1.5h7v13h-7zM7 12.5h2",
            Self::Settings => {
                "M2 4.5h6M12 4.5h2M2 11.5h2M8 11.5h6M10 6.5a2 2 0 1 0 0-4 2 2 0 0 0 0 4zM6 13.5a2 2 0 1 0 0-4 2 2 0 \
                 0 0 0 4z"
            }
        }
    }
}

impl Flash {
    /// Something was done.
    pub(crate) fn good(text: impl Into<String>) -> Self {
        Self { tone: Tone::Good, text: text.into() }
    }

    /// Something was not done.
    pub(crate) fn bad(text: impl Into<String>) -> Self {
        Self { tone: Tone::Bad, text: text.into() }
    }
}
