//! The console of a server that starts: where it is, and how the first administrator gets in.

use passflex_flex::{Actor, Error, Flex};
use passflex_server::welcome_url;

/// What a server that starts says about its console.
pub(crate) struct Console {
    /// The origin that administrators use it at; `None`: there is no console.
    pub(crate) origin: Option<String>,
    /// A link for the first administrator, where there is none yet. It is a secret, for whoever started the server.
    pub(crate) setup_link: Option<String>,
}

impl Console {
    /// Opens the console at this URL. Where that cannot be, the log says why, and the server does without: sign-ins to
    /// the apps matter more.
    pub(crate) async fn open(flex: &Flex, public_url: Option<&str>) -> Self {
        let Some(public_url) = public_url else { return Self { origin: None, setup_link: None } };
        match Self::try_open(flex, public_url).await {
            Ok(console) => console,
            Err(error) => {
                tracing::warn!(%error, "the console is off");
                Self { origin: None, setup_link: None }
            }
        }
    }

    async fn try_open(flex: &Flex, public_url: &str) -> Result<Self, Error> {
        let origin = flex.open_console(public_url).await?;
        let secret = flex.setup_link(&Actor::system()).await?;
        let setup_link = secret.map(|secret| welcome_url(&origin, &secret));
        Ok(Self { origin: Some(origin), setup_link })
    }
}
