//! `passflex apply`: a file's declarations are compared with what there is (`plan`), the difference is printed
//! (`difference`), and then made (`carry_out`).

mod carry_out;
mod difference;
mod file;
mod plan;

use passflex_flex::Flex;
use serde_json::json;

use self::carry_out::Done;
use crate::cli::ApplyArgs;
use crate::confirm::confirm;
use crate::output::Output;

pub(crate) async fn run(args: &ApplyArgs, flex: &Flex, output: &Output) -> anyhow::Result<()> {
    let plan = plan::plan(file::read(&args.file)?, flex).await?;
    let lines = difference::lines(&plan, args.prune);
    let shown: Vec<String> = lines.iter().map(ToString::to_string).collect();
    let told: Vec<_> = lines.iter().map(difference::Line::to_json).collect();
    let changes = lines.iter().filter(|line| line.is_change()).count();
    if !output.is_json() && !shown.is_empty() {
        output.result(&json!(null), &shown.join("\n"));
    }
    if args.dry_run || changes == 0 {
        let value = json!({ "changes": told, "applied": false, "apps": [], "keys": [] });
        let text =
            if changes == 0 { "There is nothing to change." } else { "Nothing was changed: --dry-run." };
        output.result(&value, text);
        return Ok(());
    }
    if !args.yes && lines.iter().any(difference::Line::is_deletion) {
        confirm(
            "deleting what the file does not name",
            "Lines with a minus are deleted, for ever.",
            "delete",
        )?;
    }
    let mut done = Done::default();
    let outcome = carry_out::carry_out(&plan, args.prune, flex, &mut done).await;
    // Also where it stopped half-way: nobody will see these keys again.
    let value =
        json!({ "changes": told, "applied": outcome.is_ok(), "apps": done.apps(), "keys": done.keys() });
    let end =
        if outcome.is_ok() { "Done." } else { "Stopped half-way; what is done stays. Apply the file again." };
    output.result(&value, &format!("{}{end}", done.text()));
    outcome
}
