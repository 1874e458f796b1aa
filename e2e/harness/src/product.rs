//! The product on an empty database, with an app and a key for the demo.

use std::path::Path;
use std::sync::Arc;

use passflex_flex::store::records::AppSettings;
use passflex_flex::store::sqlite::{OpenOptions, SqliteStore};
use passflex_flex::{Actor, Clock, Flex, MasterKey, NewApiKey, NewApp, Scope, SystemRandom};
use secrecy::SecretString;

/// The database's name in its folder.
pub(crate) const DATABASE: &str = "passflex.db";

/// What the demo has to be told about its app.
pub(crate) struct DemoApp {
    pub(crate) id: String,
    pub(crate) api_key: SecretString,
}

/// Opens the product on a new database in `folder`, going by `clock`.
pub(crate) async fn open(folder: &Path, clock: Arc<dyn Clock>) -> anyhow::Result<Flex> {
    let store = SqliteStore::open(&folder.join(DATABASE), OpenOptions::default())?;
    let master_key = MasterKey::generate(&SystemRandom)?;
    Ok(Flex::open(Arc::new(store), clock, Arc::new(SystemRandom), master_key).await?)
}

/// Makes the app of a demo at `origin`, and a key for it.
pub(crate) async fn make_demo_app(flex: &Flex, origin: &str) -> anyhow::Result<DemoApp> {
    let settings = AppSettings { origins: vec![origin.to_owned()], ..AppSettings::default() };
    let app =
        flex.create_app(&Actor::cli(), NewApp { name: "Demo".to_owned(), rp_id: None, settings }).await?;
    let new_key = NewApiKey { name: "demo".to_owned(), scopes: Scope::ALL.to_vec(), expires_at: None };
    let (_, secret) = flex.create_api_key(&Actor::cli(), &app.id, new_key).await?;
    Ok(DemoApp { id: app.id.as_str().to_owned(), api_key: secret.expose().to_owned().into() })
}
