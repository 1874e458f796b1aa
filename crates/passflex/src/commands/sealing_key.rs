//! `passflex sealing-key …`.

use passflex_flex::{Actor, Flex, ListedSealingKey, SealingKeyState};
use serde_json::{Value, json};

use crate::cli::SealingKeyCommand;
use crate::confirm::confirm;
use crate::output::Output;

pub(crate) async fn run(command: SealingKeyCommand, flex: &Flex, output: &Output) -> anyhow::Result<()> {
    match command {
        SealingKeyCommand::List => {
            let keys = flex.sealing_keys().await?;
            let text: Vec<String> = keys.iter().map(line).collect();
            let value = json!({ "sealing_keys": keys.iter().map(to_json).collect::<Vec<_>>() });
            output.result(&value, &text.join("\n"));
        }
        SealingKeyCommand::Rotate { now, yes } => {
            if now && !yes {
                let consequences =
                    "This drops all sealing keys: every ceremony under way fails, and people start again.";
                confirm("dropping all sealing keys", consequences, "rotate")?;
            }
            let rotated = if now {
                flex.rotate_sealing_key_now(&Actor::cli()).await?
            } else {
                flex.rotate_sealing_key(&Actor::cli()).await?
            };
            let text = if now {
                format!(
                    "The sealing key {} seals from now on; dropped {}. Running servers refuse what these sealed within \
                     two seconds.",
                    rotated.added,
                    rotated.dropped.join(", ")
                )
            } else {
                format!("The sealing key {} seals from {} on.", rotated.added, rotated.seals_from)
            };
            let value = json!({
                "id": rotated.added, "seals_from": rotated.seals_from, "now": now, "dropped": rotated.dropped,
            });
            output.result(&value, &text);
        }
    }
    Ok(())
}

fn to_json(key: &ListedSealingKey) -> Value {
    json!({
        "id": key.id,
        "state": key.state.as_str(),
        "created_at": key.created_at,
        "seals_from": key.seals_from,
        "opens_until": key.opens_until,
        "master_key_id": key.wrapped_by,
    })
}

fn line(key: &ListedSealingKey) -> String {
    let until = key.opens_until.map_or_else(String::new, |at| format!(" until {at}"));
    let state = match key.state {
        SealingKeyState::Waits => format!("opens, seals from {}", key.seals_from),
        SealingKeyState::Seals => format!("seals since {}, opens{until}", key.seals_from),
        SealingKeyState::Opens => format!("opens{until}"),
        SealingKeyState::Outlived => "outlived: the next rotation drops it".to_owned(),
    };
    format!("{}  created {}  under master key {}  {state}", key.id, key.created_at, key.wrapped_by)
}
