//! `passflex serve`.

use std::net::{SocketAddr, TcpListener};
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::Context;
use data_encoding::HEXLOWER;
use passflex_flex::{Flex, Random, SystemRandom};
use passflex_server::{AppState, ServerConfig, Tls, TlsFiles, TrustedProxy};
use serde_json::json;

use crate::attestation_files::AttestationFiles;
use crate::certificate;
use crate::cli::{OnOff, ServeArgs};
use crate::config::ConfigFile;
use crate::console::Console;
use crate::database::Location;
use crate::output::Output;
use crate::providers_file;
use crate::signals::Stop;

const DEFAULT_LISTEN: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(std::net::Ipv4Addr::LOCALHOST), 8080);

/// What the server is told, by flags and variables or else by the file.
pub(crate) struct ServerSettings {
    pub(crate) listen: SocketAddr,
    pub(crate) public_url: Option<String>,
    pub(crate) rate_limits: bool,
    pub(crate) trusted_proxies: Vec<TrustedProxy>,
    pub(crate) providers: Option<PathBuf>,
    pub(crate) tls: Option<TlsFiles>,
    pub(crate) attestation: AttestationFiles,
}

impl ServerSettings {
    pub(crate) fn choose(args: &ServeArgs, file: &ConfigFile) -> anyhow::Result<Self> {
        let trusted_proxies = [&args.trusted_proxies, &file.trusted_proxies];
        Ok(Self {
            listen: args.listen.or(file.listen).unwrap_or(DEFAULT_LISTEN),
            public_url: args.public_url.clone().or_else(|| file.public_url.clone()),
            rate_limits: args.rate_limits.or(file.rate_limits).unwrap_or(OnOff::On) == OnOff::On,
            trusted_proxies: trusted_proxies
                .into_iter()
                .find(|proxies| !proxies.is_empty())
                .cloned()
                .unwrap_or_default(),
            providers: args.providers.clone().or_else(|| file.providers.clone()),
            tls: certificate::files(
                args.tls_cert.clone().or_else(|| file.tls_cert.clone()),
                args.tls_key.clone().or_else(|| file.tls_key.clone()),
            )?,
            attestation: AttestationFiles::choose(
                args.attestation_roots.clone().or_else(|| file.attestation_roots.clone()),
                args.metadata_blob.clone().or_else(|| file.metadata_blob.clone()),
                args.metadata_root.clone().or_else(|| file.metadata_root.clone()),
            )?,
        })
    }
}

pub(crate) async fn run(
    args: &ServeArgs,
    file: &ConfigFile,
    location: &Location,
    output: &Output,
) -> anyhow::Result<()> {
    let ServerSettings {
        listen: address,
        public_url,
        rate_limits,
        trusted_proxies,
        providers,
        tls,
        attestation,
    } = ServerSettings::choose(args, file)?;
    let providers = providers_file::read(providers.as_deref())?;
    let attestation = attestation.load()?;
    let stop = Stop::on_signals()?;
    let tls = tls.map(certificate::load).transpose()?;
    let scheme = if tls.is_some() { "https" } else { "http" };
    let flex = Arc::new(location.open().await?.with_providers(providers));
    attestation.put_in_force(&flex)?;
    let listener = TcpListener::bind(address).with_context(|| {
        format!("cannot listen on {address}; is something else there? Choose with --listen")
    })?;
    let address = listener.local_addr()?;
    let public_url = public_url
        .or_else(|| address.ip().is_loopback().then(|| format!("{scheme}://localhost:{}", address.port())));

    let console = Console::open(&flex, public_url.as_deref()).await;
    let at = public_url.clone().unwrap_or_else(|| format!("{scheme}://{address}"));
    let invitation = match &console.setup_link {
        Some(link) => format!(
            "\n\nNobody can use the console yet. Whoever opens this link first can, within 24 hours:\n{link}"
        ),
        None => String::new(),
    };
    let text = format!("Passflex listens on {at}{invitation}");
    let value = json!({
        "listen": address.to_string(), "public_url": public_url, "setup_link": console.setup_link,
    });
    output.result(&value, &text);
    let config = ServerConfig { rate_limits, public_url, console_origin: console.origin, trusted_proxies };
    run_until(stop, listener, tls, flex, &config).await
}

/// Serves until asked to stop, and then writes what was only in memory.
pub(crate) async fn run_until(
    stop: Stop,
    listener: TcpListener,
    tls: Option<Tls>,
    flex: Arc<Flex>,
    config: &ServerConfig,
) -> anyhow::Result<()> {
    let mut replica = [0; 4];
    SystemRandom.fill(&mut replica)?;
    let replica = HEXLOWER.encode(&replica);
    let state = AppState::new(Arc::clone(&flex), config);
    let clockwork = tokio::spawn(passflex_server::maintain(state.clone(), replica.clone()));
    let served = passflex_server::serve(listener, tls, passflex_server::router(state), stop.asked()).await;
    clockwork.abort();
    flex.flush(&replica).await?;
    Ok(served?)
}
