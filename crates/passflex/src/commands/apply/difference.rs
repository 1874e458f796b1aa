//! The difference between what is there and what is declared, in lines: `+` is made, `~` is changed, `-` is deleted, and
//! `=` would be deleted with `--prune`.

use std::fmt;

use passflex_flex::store::records::{Fingerprint, NativeIdentity};
use serde_json::{Value, json};

use super::plan::{AppPlan, Plan, Target, client_name};
use crate::output::printable;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Act {
    Create,
    Change,
    Delete,
    Keep,
}

impl Act {
    fn sign(self) -> char {
        match self {
            Self::Create => '+',
            Self::Change => '~',
            Self::Delete => '-',
            Self::Keep => '=',
        }
    }

    fn word(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Change => "change",
            Self::Delete => "delete",
            Self::Keep => "keep",
        }
    }
}

/// One thing that differs.
pub(super) struct Line {
    act: Act,
    app: String,
    /// What of the app; `None`: the app itself.
    part: Option<String>,
}

impl Line {
    /// Whether something is done about it.
    pub(super) fn is_change(&self) -> bool {
        self.act != Act::Keep
    }

    /// Whether something goes for ever.
    pub(super) fn is_deletion(&self) -> bool {
        self.act == Act::Delete
    }

    pub(super) fn to_json(&self) -> Value {
        json!({ "act": self.act.word(), "app": self.app, "part": self.part })
    }
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = self.act.sign();
        match &self.part {
            Some(part) => write!(f, "{sign} app {:?}: {}", self.app, printable(part)),
            None if self.act == Act::Delete => {
                write!(f, "{sign} app {:?} with its keys, users, passkeys and events", self.app)
            }
            None => write!(f, "{sign} app {:?}", self.app),
        }
    }
}

/// What `apply` does, in its order. Without `prune` nothing is deleted.
pub(super) fn lines(plan: &Plan, prune: bool) -> Vec<Line> {
    let unnamed = if prune { Act::Delete } else { Act::Keep };
    let mut lines: Vec<Line> = plan.apps.iter().flat_map(|app| of_app(app, unnamed)).collect();
    lines.extend(plan.unnamed.iter().map(|app| Line { act: unnamed, app: app.name.clone(), part: None }));
    lines
}

fn of_app(plan: &AppPlan, unnamed: Act) -> Vec<Line> {
    let line = |act, part| Line { act, app: plan.name.clone(), part };
    let (mut lines, of_members) = match plan.target {
        Target::New(..) => (vec![line(Act::Create, None)], Act::Create),
        Target::Existing(..) => (Vec::new(), Act::Change),
    };
    for (name, before, after) in &plan.members {
        let before = before.as_ref().map(|before| format!("{before} -> ")).unwrap_or_default();
        lines.push(line(of_members, Some(format!("{name} {before}{after}"))));
    }
    for identity in &plan.new_clients {
        let shown = match identity {
            NativeIdentity::Apple { .. } => client_name(identity),
            NativeIdentity::Android { package_name, fingerprints } => android(package_name, fingerprints),
        };
        lines.push(line(Act::Create, Some(format!("client {shown}"))));
    }
    for (_, package_name, fingerprints) in &plan.changed_clients {
        let shown = android(package_name, fingerprints);
        lines.push(line(Act::Change, Some(format!("client {shown}"))));
    }
    for key in &plan.new_keys {
        let scopes: Vec<&str> = key.scopes.iter().map(|scope| scope.as_str()).collect();
        lines.push(line(Act::Create, Some(format!("key {:?} with {}", key.name, scopes.join(", ")))));
    }
    for client in &plan.unnamed_clients {
        lines.push(line(unnamed, Some(format!("client {}", client_name(&client.identity)))));
    }
    for key in &plan.unnamed_keys {
        lines.push(line(unnamed, Some(format!("key {:?} {}…", key.name, key.prefix))));
    }
    lines
}

fn android(package_name: &str, fingerprints: &[Fingerprint]) -> String {
    let shown: Vec<String> = fingerprints.iter().map(ToString::to_string).collect();
    format!("{package_name} signed with {}", shown.join(", "))
}
