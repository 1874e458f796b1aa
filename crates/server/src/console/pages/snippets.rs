//! Code to copy, with an app's own values in it. Each piece is a file in `assets/console/snippets`.

/// What stands in the files for the server's URL and for the app's id.
const URL: &str = "https://passflex.example.com";
const APP_ID: &str = "YOUR_APP_ID";

/// A piece of code to copy.
pub(crate) struct Snippet {
    /// Unique on a page.
    pub(crate) id: &'static str,
    pub(crate) label: &'static str,
    pub(crate) code: String,
}

const CLIENTS: [(&str, &str, &str); 4] = [
    ("script", "Web page, with a script tag", include_str!("../../../assets/console/snippets/script.html")),
    ("browser", "Web page, with a bundler", include_str!("../../../assets/console/snippets/browser.js")),
    ("ios", "iOS app", include_str!("../../../assets/console/snippets/ios.swift")),
    ("android", "Android app", include_str!("../../../assets/console/snippets/android.kt")),
];

const BACKENDS: [(&str, &str, &str); 5] = [
    ("node", "Node", include_str!("../../../assets/console/snippets/node.js")),
    ("rust", "Rust", include_str!("../../../assets/console/snippets/rust.rs")),
    ("python", "Python", include_str!("../../../assets/console/snippets/python.py")),
    ("go", "Go", include_str!("../../../assets/console/snippets/go.go")),
    ("curl", "curl", include_str!("../../../assets/console/snippets/curl.sh")),
];

/// What pages and native apps run.
pub(crate) fn clients(url: &str, app_id: &str) -> Vec<Snippet> {
    CLIENTS.map(|piece| filled(piece, url, app_id)).into()
}

/// What backends run.
pub(crate) fn backends(url: &str, app_id: &str) -> Vec<Snippet> {
    BACKENDS.map(|piece| filled(piece, url, app_id)).into()
}

fn filled((id, label, code): (&'static str, &'static str, &str), url: &str, app_id: &str) -> Snippet {
    Snippet { id, label, code: code.replace(URL, url).replace(APP_ID, app_id) }
}

#[cfg(test)]
mod tests {
    use super::{APP_ID, URL, backends, clients};

    #[test]
    fn every_snippet_has_the_values_of_the_app_in_it() {
        for snippet in clients("https://passkeys.test", "app-1")
            .into_iter()
            .chain(backends("https://passkeys.test", "app-1"))
        {
            assert!(snippet.code.contains("https://passkeys.test"), "{}", snippet.label);
            assert!(snippet.code.contains("app-1"), "{}", snippet.label);
            assert!(!snippet.code.contains(URL) && !snippet.code.contains(APP_ID), "{}", snippet.label);
        }
    }
}
