//! Which browser and which operating system a `User-Agent` stands for, out of two short lists.
//!
//! Every ceremony is told apart by them, so this looks for a few words and no more; what the lists do not have is
//! [`OTHER`]. For one event people see more: the server has rules for thousands of agents.

/// What is in no list: another one, or not known.
pub const OTHER: &str = "Other";

/// All that `browser` can answer.
pub const BROWSERS: [&str; 8] =
    ["Chrome", "Edge", "Firefox", "Native app", "Opera", "Safari", "Samsung Internet", OTHER];

/// All that `system` can answer.
pub const SYSTEMS: [&str; 7] = ["Android", "ChromeOS", "Linux", "Windows", "iOS", "macOS", OTHER];

/// What tells a browser, in the order in which it has to be asked for: most call themselves by others' names too.
const BROWSER_WORDS: [(&str, &str); 17] = [
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("OPiOS/", "Opera"),
    ("OPT/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("YaBrowser/", OTHER),
    ("Vivaldi/", OTHER),
    ("DuckDuckGo/", OTHER),
    ("Chrome/", "Chrome"),
    ("CriOS/", "Chrome"),
    ("Version/", "Safari"),
    // What the systems' own HTTP clients call themselves.
    ("CFNetwork/", "Native app"),
    ("Dalvik/", "Native app"),
    ("okhttp/", "Native app"),
    ("Ktor", "Native app"),
];

/// What tells a system, in the order in which it has to be asked for.
const SYSTEM_WORDS: [(&str, &str); 13] = [
    ("Windows", "Windows"),
    ("Android", "Android"),
    ("Dalvik/", "Android"),
    ("okhttp/", "Android"),
    ("iPhone", "iOS"),
    ("iPad", "iOS"),
    ("iPod", "iOS"),
    ("CrOS", "ChromeOS"),
    ("Macintosh", "macOS"),
    ("macOS", "macOS"),
    ("Linux", "Linux"),
    // A native app that says no more: far more of them are on phones.
    ("Darwin/", "iOS"),
    ("X11", "Linux"),
];

/// The browser, one of [`BROWSERS`].
pub(crate) fn browser(user_agent: &str) -> &'static str {
    first(&BROWSER_WORDS, user_agent)
}

/// The operating system, one of [`SYSTEMS`].
pub(crate) fn system(user_agent: &str) -> &'static str {
    first(&SYSTEM_WORDS, user_agent)
}

fn first(words: &[(&'static str, &'static str)], user_agent: &str) -> &'static str {
    words.iter().find(|(word, _)| user_agent.contains(word)).map_or(OTHER, |(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::{BROWSER_WORDS, BROWSERS, OTHER, SYSTEM_WORDS, SYSTEMS, browser, system};

    #[test]
    fn a_browser_is_told_from_those_whose_names_it_carries() {
        let apple = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko)";
        let phone =
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)";
        let windows = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)";
        let android = "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko)";
        for (user_agent, expected) in [
            (format!("{apple} Chrome/131.0.0.0 Safari/537.36"), ("Chrome", "macOS")),
            (format!("{windows} Chrome/131.0.0.0 Safari/537.36 Edg/131.0.0.0"), ("Edge", "Windows")),
            (format!("{windows} Chrome/131.0.0.0 Safari/537.36 OPR/115.0.0.0"), ("Opera", "Windows")),
            (format!("{windows} Chrome/131.0.0.0 Safari/537.36 Vivaldi/7.0"), (OTHER, "Windows")),
            (
                format!("{android} SamsungBrowser/27.0 Chrome/125.0.0.0 Mobile Safari/537.36"),
                ("Samsung Internet", "Android"),
            ),
            (format!("{apple} Version/18.1 Safari/605.1.15"), ("Safari", "macOS")),
            (format!("{phone} Version/18.1 Mobile/15E148 Safari/604.1"), ("Safari", "iOS")),
            (format!("{phone} CriOS/131.0.6778.73 Mobile/15E148 Safari/604.1"), ("Chrome", "iOS")),
            (format!("{phone} FxiOS/133.0 Mobile/15E148 Safari/605.1.15"), ("Firefox", "iOS")),
            (
                "Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0".to_owned(),
                ("Firefox", "Linux"),
            ),
            (
                "Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) Chrome/131.0.0.0 Safari/537.36".to_owned(),
                ("Chrome", "ChromeOS"),
            ),
            ("Shop/7 CFNetwork/1568.200.51 Darwin/24.1.0".to_owned(), ("Native app", "iOS")),
            ("okhttp/4.12.0".to_owned(), ("Native app", "Android")),
            ("curl/8.11.0".to_owned(), (OTHER, OTHER)),
            (String::new(), (OTHER, OTHER)),
        ] {
            assert_eq!((browser(&user_agent), system(&user_agent)), expected, "{user_agent}");
        }
    }

    #[test]
    fn there_is_no_answer_beyond_the_lists() {
        assert!(BROWSER_WORDS.iter().all(|(_, name)| BROWSERS.contains(name)));
        assert!(SYSTEM_WORDS.iter().all(|(_, name)| SYSTEMS.contains(name)));
    }
}
