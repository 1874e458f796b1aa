//! `passflex user …`.

use std::sync::Arc;

use passflex_flex::store::records::{User, UserField, UserOrder, UserQuery, UserStatus};
use passflex_flex::store::{AppId, UserId};
use passflex_flex::{Actor, Error, Flex, Tenant};
use serde_json::{Value, json};

use crate::cli::{UserCommand, WhichUser};
use crate::confirm::confirm;
use crate::output::{Output, printable};

pub(crate) async fn run(command: UserCommand, flex: &Flex, output: &Output) -> anyhow::Result<()> {
    match command {
        UserCommand::List { app, limit, offset } => {
            let tenant = flex.tenant(&AppId::new(app)).await?;
            list(flex, &tenant, limit, offset, output).await?;
        }
        UserCommand::Show(which) => {
            let (_, user) = find(flex, which).await?;
            output.result(&to_json(&user), &describe(&user));
        }
        UserCommand::Deactivate(which) => set(flex, which, UserStatus::Inactive, output).await?,
        UserCommand::Activate(which) => set(flex, which, UserStatus::Active, output).await?,
        UserCommand::Delete { user, yes } => {
            let (tenant, user) = find(flex, user).await?;
            if !yes {
                let consequences =
                    format!("This deletes the user {} with {}, for ever.", user.id, passkeys(&user));
                confirm("deleting a user", &consequences, &printable(&user.external_id))?;
            }
            flex.delete_user(&Actor::cli(), &tenant, &user.id).await?;
            let text = format!("Deleted the user {} with {}.", user.id, passkeys(&user));
            output.result(&json!({ "id": user.id.as_str(), "deleted": true }), &text);
        }
    }
    Ok(())
}

/// The user whom somebody means, and the app.
pub(super) async fn find(flex: &Flex, which: WhichUser) -> anyhow::Result<(Arc<Tenant>, User)> {
    let tenant = flex.tenant(&AppId::new(which.app)).await?;
    let user = match (which.user, which.external_id) {
        (_, Some(external_id)) => {
            flex.user_by_external_id(&tenant, &external_id).await?.ok_or(Error::UserNotFound)?
        }
        (id, None) => flex.user(&tenant, &UserId::new(id.unwrap_or_default())).await?,
    };
    Ok((tenant, user))
}

async fn list(flex: &Flex, tenant: &Tenant, limit: u32, offset: u64, output: &Output) -> anyhow::Result<()> {
    let oldest_first = UserOrder { field: UserField::CreatedAt, descending: false };
    let query = UserQuery {
        created_before: jiff::Timestamp::MAX,
        filters: Vec::new(),
        order: vec![oldest_first],
        offset,
        limit,
    };
    let page = flex.list_users(tenant, &query).await?;
    let value = json!({ "users": page.users.iter().map(to_json).collect::<Vec<_>>(), "total": page.total });
    let mut text: Vec<String> = page.users.iter().map(line).collect();
    let end = offset.saturating_add(page.users.len() as u64);
    if page.total == 0 {
        text.push("The app has no users yet.".to_owned());
    } else if end < page.total {
        text.push(format!("{} of {}; go on with --offset {end}", page.users.len(), page.total));
    }
    output.result(&value, &text.join("\n"));
    Ok(())
}

async fn set(flex: &Flex, which: WhichUser, status: UserStatus, output: &Output) -> anyhow::Result<()> {
    let (tenant, user) = find(flex, which).await?;
    let user = flex.set_user_status(&Actor::cli(), &tenant, &user.id, status).await?;
    output.result(&to_json(&user), &describe(&user));
    Ok(())
}

fn passkeys(user: &User) -> String {
    match user.passkey_count {
        1 => "1 passkey".to_owned(),
        count => format!("{count} passkeys"),
    }
}

fn to_json(user: &User) -> Value {
    json!({
        "id": user.id.as_str(),
        "external_id": user.external_id,
        "status": user.status.as_str(),
        "metadata": user.metadata,
        "passkey_count": user.passkey_count,
        "login_count": user.login_count,
        "created_at": user.created_at,
        "updated_at": user.updated_at,
        "last_login_at": user.last_login_at,
    })
}

fn line(user: &User) -> String {
    let last =
        user.last_login_at.map_or_else(|| "never signed in".to_owned(), |at| format!("signed in {at}"));
    format!(
        "{}  {}  {}  {last}  {}",
        user.id,
        user.status.as_str(),
        passkeys(user),
        printable(&user.external_id)
    )
}

fn describe(user: &User) -> String {
    let last = user.last_login_at.map_or_else(|| "never".to_owned(), |at| at.to_string());
    format!(
        "User         {}\nExternal id  {}\nStatus       {}\nPasskeys     {}\nSign-ins     {}\nLast         {last}\nCreated      {}",
        user.id,
        printable(&user.external_id),
        user.status.as_str(),
        user.passkey_count,
        user.login_count,
        user.created_at,
    )
}
