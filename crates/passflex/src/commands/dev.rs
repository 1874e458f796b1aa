//! `passflex dev`: everything on this machine, with nothing to configure.

use std::fs::{self, File, TryLockError};
use std::io::{self, Write as _};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, bail};
use passflex_demo::DemoConfig;
use passflex_flex::store::AppId;
use passflex_flex::store::records::{App, AppSettings};
use passflex_flex::{Actor, AppChange, Flex, NewApiKey, NewApp, Scope};
use passflex_server::ServerConfig;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::cli::DevArgs;
use crate::commands::serve;
use crate::console::Console;
use crate::database::Location;
use crate::output::Output;
use crate::ports;
use crate::signals::Stop;

const FOLDER: &str = ".passflex";
const DEMO_NAME: &str = "Passflex demo";

/// What a restart needs to find again. The key is in the clear, in a file that its owner alone can read: it opens a
/// demo on this machine.
#[derive(Deserialize, Serialize)]
struct DevState {
    app_id: String,
    api_key: String,
    /// The demo's origin, which follows its port.
    origin: String,
}

pub(crate) async fn run(args: DevArgs, output: &Output) -> anyhow::Result<()> {
    let folder = PathBuf::from(FOLDER);
    make(&folder)?;
    let _alone = lock(&folder)?;
    if args.fresh {
        remove_ours(&folder)
            .with_context(|| format!("cannot remove what an earlier run left in {}", folder.display()))?;
    }
    let stop = Stop::on_signals()?;
    let api = ports::listen_from(args.port)?;
    let demo = ports::listen_from(args.demo_port)?;
    let (api_url, demo_url) = (url(&api)?, url(&demo)?);

    let flex = Arc::new(Location::in_folder(&folder).open().await?);
    let state = demo_app(&flex, &folder.join("dev.json"), &demo_url).await?;
    let config = DemoConfig {
        passflex_url: api_url.clone(),
        api_url: None,
        app_id: state.app_id.clone(),
        api_key: state.api_key.clone().into(),
        database: folder.join("demo.db"),
        public_url: demo_url.clone(),
    };
    demo.set_nonblocking(true)?;
    let demo = passflex_demo::serve(config, tokio::net::TcpListener::from_std(demo)?, stop.clone().asked());
    let console = Console::open(&flex, Some(&api_url)).await;
    let server_config = ServerConfig {
        rate_limits: true,
        public_url: Some(api_url.clone()),
        console_origin: console.origin,
        trusted_proxies: Vec::new(),
    };
    let api = serve::run_until(stop.clone(), api, None, flex, &server_config);

    let health = format!("{api_url}/readyz");
    let console_url = format!("{api_url}/console");
    let set_up = match &console.setup_link {
        Some(link) => format!("Make yourself its administrator: {link}"),
        None => "sign in with your passkey".to_owned(),
    };
    let text = format!(
        "Passflex is running, with a demo site that uses it. Ctrl+C stops both.\n\n  \
         Demo    {demo_url}   sign up, add a passkey, sign in with it\n  \
         Console {console_url}   {set_up}\n  \
         API     {api_url}   app {}\n  \
         Health  {health}\n\nThe API key is in {FOLDER}/dev.json; the data is in {FOLDER}/ and stays. --fresh starts over.",
        state.app_id
    );
    let value = json!({
        "demo": demo_url, "console": console_url, "setup_link": console.setup_link, "api": api_url, "health": health, "app_id": state.app_id, "api_key": state.api_key,
    });
    output.result(&value, &text);
    // When one of them ends, by itself or on a signal, the other is of no use.
    let (api, demo) = tokio::join!(then_stop(api, &stop), then_stop(demo, &stop));
    api.and(demo)
}

async fn then_stop<T>(server: impl Future<Output = T>, stop: &Stop) -> T {
    let ended = server.await;
    stop.ask();
    ended
}

/// Keeps a second `passflex dev` out of the folder until the file is closed.
fn lock(folder: &Path) -> anyhow::Result<File> {
    let file = File::create(folder.join("lock"))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => {
            bail!(
                "another `passflex dev` is running in this folder; stop it, or run this one in another folder"
            )
        }
        Err(TryLockError::Error(error)) => Err(error.into()),
    }
}

/// `localhost`, never an address: an RP id cannot be one.
fn url(listener: &TcpListener) -> anyhow::Result<String> {
    Ok(format!("http://localhost:{}", listener.local_addr()?.port()))
}

/// The demo's app and key: those of an earlier run, its origin moved to where the demo is now, or new ones.
async fn demo_app(flex: &Flex, path: &Path, origin: &str) -> anyhow::Result<DevState> {
    if let Some(mut state) = read(path)?
        && let Ok(app) = flex.app(&AppId::new(state.app_id.as_str())).await
    {
        move_origin(flex, app, &state.origin, origin).await?;
        origin.clone_into(&mut state.origin);
        write(path, &state)?;
        return Ok(state);
    }
    let settings = AppSettings { origins: vec![origin.to_owned()], ..AppSettings::default() };
    let new = NewApp { name: DEMO_NAME.to_owned(), rp_id: None, settings };
    let app = flex.create_app(&Actor::cli(), new).await?;
    let new = NewApiKey { name: "demo".to_owned(), scopes: Scope::ALL.to_vec(), expires_at: None };
    let (_, secret) = flex.create_api_key(&Actor::cli(), &app.id, new).await?;
    let state = DevState {
        app_id: app.id.as_str().to_owned(),
        api_key: secret.expose().to_owned(),
        origin: origin.to_owned(),
    };
    write(path, &state)?;
    Ok(state)
}

/// Replaces the demo's former origin, and leaves those alone that somebody added.
async fn move_origin(flex: &Flex, app: App, from: &str, to: &str) -> anyhow::Result<()> {
    if app.settings.origins.iter().any(|origin| origin == to) {
        return Ok(());
    }
    let kept = app.settings.origins.iter().filter(|origin| *origin != from).cloned();
    let origins = std::iter::once(to.to_owned()).chain(kept).collect();
    let change =
        AppChange { settings: Some(AppSettings { origins, ..app.settings }), ..AppChange::default() };
    flex.update_app(&Actor::cli(), &app.id, change).await?;
    Ok(())
}

fn read(path: &Path) -> anyhow::Result<Option<DevState>> {
    if !path.exists() {
        return Ok(None);
    }
    let text = fs::read_to_string(path)?;
    let state = serde_json::from_str(&text)
        .with_context(|| format!("{} is damaged; `passflex dev --fresh` starts over", path.display()))?;
    Ok(Some(state))
}

fn write(path: &Path, state: &DevState) -> anyhow::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    file.write_all(serde_json::to_string_pretty(state)?.as_bytes())?;
    file.persist(path)?;
    Ok(())
}

fn make(folder: &Path) -> anyhow::Result<()> {
    if !folder.exists() {
        fs::create_dir(folder).with_context(|| format!("cannot make the folder {}", folder.display()))?;
        // Nobody means to commit a development database.
        fs::write(folder.join(".gitignore"), "*\n")?;
    }
    Ok(())
}

/// Removes the two databases with what stands beside them, and the state. Whatever else is in the folder is not ours.
fn remove_ours(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if name.starts_with("passflex.db") || name.starts_with("demo.db") || name == "dev.json" {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}
