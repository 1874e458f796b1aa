//! People, what they did, and what they were told of it: the ledger that the servers are held to.

use passflex_authenticator::Authenticator;
use serde_json::Value;

use super::{Answer, Caller, Kind, Lost, ORIGIN};

/// Whether something happened, as far as somebody outside can tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Happening {
    /// Nobody has asked for it.
    Never,
    /// It was asked for, and the answer did not come.
    Unknown,
    /// It was acknowledged.
    Acknowledged,
}

impl Happening {
    /// Whether this may be what the database says.
    pub(crate) fn allows(self, happened: bool) -> bool {
        match self {
            Self::Never => !happened,
            Self::Unknown => true,
            Self::Acknowledged => happened,
        }
    }
}

/// A finish that was sent.
pub(crate) struct Finish {
    pub(crate) kind: Kind,
    pub(crate) body: Value,
    pub(crate) done: Happening,
}

/// A nonce that was handed out.
pub(crate) struct Nonce {
    pub(crate) text: String,
    pub(crate) taken: Happening,
}

/// Somebody with a passkey on a device of one's own, whose counter rises.
pub(crate) struct Person {
    pub(crate) external_id: String,
    pub(crate) authenticator: Authenticator,
    pub(crate) finishes: Vec<Finish>,
    pub(crate) nonces: Vec<Nonce>,
    pub(crate) revoked: Happening,
    pub(crate) deactivated: Happening,
}

/// What somebody may do next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    SignIn,
    TakeNonce,
    Revoke,
    Deactivate,
}

impl Person {
    pub(crate) fn new(external_id: String) -> Self {
        Self {
            external_id,
            authenticator: Authenticator::device_bound(),
            finishes: Vec::new(),
            nonces: Vec::new(),
            revoked: Happening::Never,
            deactivated: Happening::Never,
        }
    }

    /// How many finishes of this kind were acknowledged.
    pub(crate) fn acknowledged(&self, kind: Kind) -> usize {
        let done = |finish: &&Finish| finish.kind == kind && finish.done == Happening::Acknowledged;
        self.finishes.iter().filter(done).count()
    }

    /// Makes a passkey.
    pub(crate) async fn register(&mut self, caller: &Caller) -> Result<(), Lost> {
        let started = caller.begin_registration(&self.external_id).await?;
        let response = self.authenticator.register(&started.public_key, ORIGIN);
        let answer = self.finish(caller, Kind::Register, started.answered(&response)).await?;
        answer.ok();
        Ok(())
    }

    /// Signs in with it, without asking what the server says in the end.
    pub(crate) async fn sign_in(&mut self, caller: &Caller) -> Result<Answer, Lost> {
        let started = caller.begin_sign_in(&self.external_id).await?;
        let response = self.authenticator.authenticate(&started.public_key, ORIGIN);
        self.finish(caller, Kind::Authenticate, started.answered(&response)).await
    }

    /// The same as a person whom nobody named.
    pub(crate) async fn sign_in_unnamed(&mut self, caller: &Caller) -> Result<Answer, Lost> {
        let started = caller.begin(Kind::Authenticate, &serde_json::json!({})).await?;
        let response = self.authenticator.authenticate(&started.public_key, ORIGIN);
        self.finish(caller, Kind::Authenticate, started.answered(&response)).await
    }

    /// Does a step. Everything that is not as it should be, except that an answer is lost, is a panic.
    pub(crate) async fn step(&mut self, caller: &Caller, step: Step) -> Result<(), Lost> {
        match step {
            Step::SignIn => drop(self.sign_in(caller).await?.ok()),
            Step::TakeNonce => {
                let untaken = |nonce: &&mut Nonce| nonce.taken == Happening::Never;
                if let Some(nonce) = self.nonces.iter_mut().find(untaken) {
                    nonce.taken = Happening::Unknown;
                    let answer = caller.verify(&nonce.text).await?.ok();
                    nonce.taken = Happening::Acknowledged;
                    assert_eq!(answer["external_id"], *self.external_id);
                }
            }
            Step::Revoke => {
                let user = caller.user(&self.external_id).await?.unwrap();
                let (id, device) = (&user["id"], &user["webauthn_devices"][0]["id"]);
                let path = format!("users/{}/devices/{}", id.as_str().unwrap(), device.as_str().unwrap());
                self.revoked = Happening::Unknown;
                caller.backend("DELETE", &path, None).await?.ok();
                self.revoked = Happening::Acknowledged;
            }
            Step::Deactivate => {
                let user = caller.user(&self.external_id).await?.unwrap();
                let path = format!("users/{}/deactivate", user["id"].as_str().unwrap());
                self.deactivated = Happening::Unknown;
                caller.backend("PATCH", &path, None).await?.ok();
                self.deactivated = Happening::Acknowledged;
            }
        }
        Ok(())
    }

    /// Sends a finish and notes what becomes of it.
    pub(crate) async fn finish(&mut self, caller: &Caller, kind: Kind, body: Value) -> Result<Answer, Lost> {
        let place = self.finishes.len();
        self.finishes.push(Finish { kind, body, done: Happening::Unknown });
        let answer = caller.finish(kind, &self.finishes[place].body).await?;
        self.settle(place, &answer);
        Ok(answer)
    }

    /// Notes the answer to a finish. One that the server was unable to do may be sent again.
    pub(crate) fn settle(&mut self, place: usize, answer: &Answer) {
        if answer.status == 200 {
            self.finishes[place].done = Happening::Acknowledged;
            let text = answer.body["nonce"].as_str().unwrap().to_owned();
            self.nonces.push(Nonce { text, taken: Happening::Never });
        } else if answer.status != 503 {
            self.finishes[place].done = Happening::Never;
        }
    }
}
