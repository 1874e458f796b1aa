//! What people call the browser and the system behind a user agent.
//!
//! The rules are those of uap-core (`user_agent/NOTICE.md`), read by its own library. It matches in time linear in the
//! text, whatever the text is.

use std::sync::LazyLock;

use serde::Deserialize;
use ua_parser::{os, user_agent};

/// The longest text, in characters.
const MAX_DISPLAY: usize = 64;

/// Reading them takes a twentieth of a second and 11 MB, so only who looks at events waits for it. `None` cannot be
/// seen in what ships: a test reads the same rules.
static RULES: LazyLock<Option<Rules>> = LazyLock::new(Rules::read);

struct Rules {
    browsers: user_agent::Extractor<'static>,
    systems: os::Extractor<'static>,
}

#[derive(Deserialize)]
struct RulesFile {
    user_agent_parsers: Vec<user_agent::Parser<'static>>,
    os_parsers: Vec<os::Parser<'static>>,
}

impl Rules {
    fn read() -> Option<Self> {
        let file: RulesFile = serde_json::from_str(include_str!("user_agent/uap-core.json")).ok()?;
        let browsers = user_agent::Builder::new().push_all(file.user_agent_parsers).ok()?.build().ok()?;
        let systems = os::Builder::new().push_all(file.os_parsers).ok()?.build().ok()?;
        Some(Self { browsers, systems })
    }

    fn describe(&self, user_agent: &str) -> Option<String> {
        let browser = self.browsers.extract(user_agent)?;
        let name = browser_name(&browser.family);
        let mut text = match browser.major {
            Some(major) => format!("{name} {major}"),
            None => name.to_owned(),
        };
        if let Some(system) = self.systems.extract(user_agent) {
            let system = system_name(&system.os);
            // Of some native apps only the system is known, as both. `Other` is the rules' word for none.
            if system != name && system != "Other" {
                text.push_str(" on ");
                text.push_str(system);
            }
        }
        Some(text)
    }
}

/// Browser and operating system, such as `Chrome 131 on macOS`; where the browser is not recognised, the user agent
/// itself. At most 64 characters; empty for an empty user agent.
pub(crate) fn display(user_agent: &str) -> String {
    let described = RULES.as_ref().and_then(|rules| rules.describe(user_agent));
    cut(&described.unwrap_or_else(|| user_agent.to_owned()))
}

/// The browser's name without the edition, which the system tells already.
fn browser_name(family: &str) -> &str {
    match family {
        "Chrome Mobile" | "Chrome Mobile iOS" | "Chrome Mobile WebView" => "Chrome",
        "Edge Mobile" => "Edge",
        "Firefox Mobile" | "Firefox iOS" => "Firefox",
        "Mobile Safari" | "Mobile Safari UI/WKWebView" => "Safari",
        "Opera Mobile" => "Opera",
        other => other,
    }
}

fn system_name(os: &str) -> &str {
    match os {
        "Mac OS X" => "macOS",
        "Chrome OS" => "ChromeOS",
        other => other,
    }
}

fn cut(text: &str) -> String {
    if text.chars().count() <= MAX_DISPLAY {
        return text.to_owned();
    }
    text.chars().take(MAX_DISPLAY - 1).chain(['…']).collect()
}

#[cfg(test)]
mod tests;
