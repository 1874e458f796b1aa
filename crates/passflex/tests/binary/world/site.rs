//! An app with people in it, made behind the program's back: with the product's own verbs.

use std::sync::Arc;

use passflex_authenticator::Authenticator;
use passflex_flex::store::AppId;
use passflex_flex::store::records::{AppSettings, Event, EventQuery};
use passflex_flex::store::sqlite::{OpenOptions, SqliteStore};
use passflex_flex::{
    Actor, Attachment, CONSOLE_APP, Client, FinishRequest, Flex, LinkSecret, MasterKey, NewApp,
    NewRegisterTransaction, Presence, SystemClock, SystemRandom, Tenant, TransactionOptions,
};

use super::Folder;

const ORIGIN: &str = "https://example.com";

/// An app in the database of a folder.
pub(crate) struct Site {
    pub(crate) flex: Flex,
    pub(crate) app: AppId,
}

impl Site {
    pub(crate) async fn in_folder(folder: &Folder) -> Self {
        let key = MasterKey::generate(&SystemRandom).unwrap();
        std::fs::write(folder.file("passflex.db.master-key"), key.to_text().as_bytes()).unwrap();
        assert_eq!(folder.shell("chmod 600 passflex.db.master-key").code, 0);
        let store = SqliteStore::open(&folder.file("passflex.db"), OpenOptions::default()).unwrap();
        let (clock, random) = (Arc::new(SystemClock), Arc::new(SystemRandom));
        let flex = Flex::open(Arc::new(store), clock, random, key).await.unwrap();
        let settings = AppSettings { origins: vec![ORIGIN.to_owned()], ..AppSettings::default() };
        let new = NewApp { name: "Shop".to_owned(), rp_id: None, settings };
        let app = flex.create_app(&Actor::cli(), new).await.unwrap().id;
        Self { flex, app }
    }

    /// Gives somebody a passkey.
    pub(crate) async fn register(&self, external_id: &str) {
        let tenant = self.flex.tenant(&self.app).await.unwrap();
        let new = NewRegisterTransaction {
            external_id: external_id.to_owned(),
            display_name: "Somebody".to_owned(),
            options: TransactionOptions::default(),
        };
        let transaction = self.flex.create_register_transaction(&tenant, &new).await.unwrap();
        self.finish(&tenant, transaction, ORIGIN).await;
    }

    /// Follows a one-time link of the console at `origin` to its end, on a phone of their own.
    pub(crate) async fn welcome(&self, origin: &str, link: &LinkSecret, name: &str) {
        let console = self.flex.tenant(&AppId::new(CONSOLE_APP)).await.unwrap();
        let opened = self.flex.start_welcome(link, Some(name)).await.unwrap();
        let nonce = self.finish(&console, opened.transaction_id, origin).await;
        self.flex.finish_welcome(link, Some(name), &nonce, &Presence::default()).await.unwrap();
    }

    /// Registers a new authenticator, as far as the nonce.
    async fn finish(&self, tenant: &Arc<Tenant>, transaction: String, origin: &str) -> String {
        let started = self.flex.start_registration(tenant, &transaction, Attachment::Any).await.unwrap();
        let options = serde_json::to_value(&started.public_key).unwrap();
        let answer = Authenticator::synced().register(&options, origin);
        let request = FinishRequest {
            handshake_id: started.handshake_id,
            transaction_id: Some(transaction),
            response: serde_json::from_value(answer).unwrap(),
        };
        self.flex.finish_registration(tenant, request, &Client::default()).await.unwrap()
    }

    pub(crate) async fn newest_event(&self) -> Event {
        let tenant = self.flex.tenant(&self.app).await.unwrap();
        let query = EventQuery { limit: 1, ..EventQuery::default() };
        self.flex.events(&tenant, &query).await.unwrap().remove(0)
    }
}
