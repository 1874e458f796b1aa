//! `passflex master-key …`.

use indicatif::ProgressBar;
use passflex_flex::{Actor, Flex, MasterKey, SystemRandom};
use serde_json::json;

use crate::confirm::confirm;
use crate::database::Location;
use crate::master_key_file::MasterKeySource;
use crate::output::Output;

/// Makes a master key for whoever keeps it in a variable.
pub(crate) fn generate(output: &Output) -> anyhow::Result<()> {
    let key = MasterKey::generate(&SystemRandom)?;
    output.result(&json!({ "id": key.id(), "master_key": *key.to_text() }), &key.to_text());
    Ok(())
}

pub(crate) async fn rotate(
    yes: bool,
    location: &Location,
    flex: &Flex,
    output: &Output,
) -> anyhow::Result<()> {
    if !yes {
        let consequences = match location.master_key() {
            MasterKeySource::File(path) => format!(
                "This takes the master key out of {} and puts a new one there. Backups made before open only with the \
                 old one: keep a copy of it first. Servers that have their key from elsewhere fail until they have it.",
                path.display()
            ),
            MasterKeySource::Variable => {
                "This puts the first master key of PASSFLEX_MASTER_KEY in force. Servers that \
                 were not restarted with it fail until they are."
                    .to_owned()
            }
        };
        confirm("rotating the master key", &consequences, "rotate")?;
    }
    let rotation = location.master_key().begin_rotation(&flex.master_key_id().await?)?;
    let id = rotation.to.clone();
    // Shown only where standard error is a terminal.
    let bar = ProgressBar::new(0);
    let progress = |done: usize, total: usize| {
        bar.set_length(total as u64);
        bar.set_position(done as u64);
    };
    let rotated = flex.rotate_master_key(&Actor::cli(), &id, progress).await?;
    bar.finish_and_clear();
    let left_to_do = rotation.finish()?;

    let mut text = format!(
        "The master key {id} wraps everything now ({}, {}), in place of {}. A backup made before opens only with the \
         old key: keep a copy of the new one beside those to come.",
        counted(rotated.apps, "app"),
        counted(rotated.sealing_keys, "sealing key"),
        rotated.from,
    );
    if let Some(left_to_do) = left_to_do {
        text.push('\n');
        text.push_str(&left_to_do);
    }
    let value = json!({
        "id": id, "from": rotated.from, "apps": rotated.apps, "sealing_keys": rotated.sealing_keys,
    });
    output.result(&value, &text);
    Ok(())
}

fn counted(number: usize, noun: &str) -> String {
    if number == 1 { format!("1 {noun}") } else { format!("{number} {noun}s") }
}
