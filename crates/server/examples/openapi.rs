//! Prints `openapi.json`, for `cargo xtask gen`.
#![expect(clippy::print_stdout, reason = "what it prints is what it is for")]

fn main() -> serde_json::Result<()> {
    print!("{}", passflex_server::openapi_json()?);
    Ok(())
}
