use super::{MAX_DISPLAY, RULES, display};

#[test]
fn browsers_and_systems_are_called_what_people_call_them() {
    const WINDOWS: &str = "Mozilla/5.0 (Windows NT 10.0; Win64; x64)";
    const MAC: &str = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)";
    const ANDROID: &str = "Mozilla/5.0 (Linux; Android 10; K)";
    const IPHONE: &str = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X)";
    const BLINK: &str = "AppleWebKit/537.36 (KHTML, like Gecko)";
    const WEBKIT: &str = "AppleWebKit/605.1.15 (KHTML, like Gecko)";
    for (user_agent, shown) in [
        (format!("{WINDOWS} {BLINK} Chrome/131.0.0.0 Safari/537.36"), "Chrome 131 on Windows"),
        (format!("{MAC} {BLINK} Chrome/131.0.0.0 Safari/537.36"), "Chrome 131 on macOS"),
        (format!("{ANDROID} {BLINK} Chrome/131.0.0.0 Mobile Safari/537.36"), "Chrome 131 on Android"),
        (format!("{IPHONE} {WEBKIT} CriOS/131.0.6778.73 Mobile/15E148 Safari/604.1"), "Chrome 131 on iOS"),
        (
            format!("Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) {BLINK} Chrome/131.0.0.0 Safari/537.36"),
            "Chrome 131 on ChromeOS",
        ),
        (format!("{WINDOWS} {BLINK} Chrome/131.0.0.0 Safari/537.36 Edg/131.0.0.0"), "Edge 131 on Windows"),
        (
            format!("{ANDROID} {BLINK} Chrome/131.0.0.0 Mobile Safari/537.36 EdgA/131.0.0.0"),
            "Edge 131 on Android",
        ),
        (format!("{MAC} {WEBKIT} Version/18.1 Safari/605.1.15"), "Safari 18 on macOS"),
        (format!("{IPHONE} {WEBKIT} Version/18.1 Mobile/15E148 Safari/604.1"), "Safari 18 on iOS"),
        (
            format!(
                "Mozilla/5.0 (iPad; CPU OS 16_6 like Mac OS X) {WEBKIT} Version/16.6 Mobile/15E148 Safari/604.1"
            ),
            "Safari 16 on iOS",
        ),
        (
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:133.0) Gecko/20100101 Firefox/133.0".to_owned(),
            "Firefox 133 on macOS",
        ),
        (
            "Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0".to_owned(),
            "Firefox 133 on Linux",
        ),
        (
            "Mozilla/5.0 (Android 14; Mobile; rv:133.0) Gecko/133.0 Firefox/133.0".to_owned(),
            "Firefox 133 on Android",
        ),
        (format!("{IPHONE} {WEBKIT} FxiOS/133.0 Mobile/15E148 Safari/605.1.15"), "Firefox 133 on iOS"),
        (
            format!("{ANDROID} {BLINK} SamsungBrowser/27.0 Chrome/125.0.0.0 Mobile Safari/537.36"),
            "Samsung Internet 27 on Android",
        ),
        (format!("{WINDOWS} {BLINK} Chrome/131.0.0.0 Safari/537.36 OPR/116.0.0.0"), "Opera 116 on Windows"),
        (
            format!("{ANDROID} {BLINK} Chrome/131.0.0.0 Mobile Safari/537.36 OPR/85.0.0.0"),
            "Opera 85 on Android",
        ),
        (format!("{IPHONE} {WEBKIT} Mobile/15E148"), "Safari on iOS"),
        ("Shop/42 CFNetwork/1568.200.51 Darwin/24.1.0".to_owned(), "Shop 42 on iOS"),
        ("Dalvik/2.1.0 (Linux; U; Android 14; Pixel 8 Build/UQ1A)".to_owned(), "Android 14"),
        ("Mobile/7 CFNetwork/1568.200.51 Darwin/24.1.0".to_owned(), "Mobile 7 on iOS"),
        ("Mozilla/5.0 (compatible;PetalBot)".to_owned(), "PetalBot"),
        ("okhttp/4.12.0".to_owned(), "okhttp 4"),
        ("curl/8.5.0".to_owned(), "curl 8"),
    ] {
        assert_eq!(display(&user_agent), shown, "{user_agent}");
    }
}

#[test]
fn what_is_not_recognised_is_shown_as_it_is_and_cut_to_64_characters() {
    let longest = "é".repeat(MAX_DISPLAY);
    for text in ["", "Browser/1", "garbage", "日本\u{fffd}", "() {", &longest] {
        assert_eq!(display(text), text);
    }
    assert_eq!(display(&"é".repeat(MAX_DISPLAY + 1)), format!("{}…", "é".repeat(MAX_DISPLAY - 1)));
    let app = format!("{}/1 CFNetwork/1568.200.51 Darwin/24.1.0", "A".repeat(80));
    assert_eq!(display(&app), format!("{}…", "A".repeat(MAX_DISPLAY - 1)));
}

#[test]
fn no_text_is_too_much() {
    for piece in [
        "Mozilla/5.0 (",
        "(",
        ")",
        "Chrome/",
        "Version/1.",
        "Opera/9.",
        "Android ",
        "1.",
        " ;",
        "CFNetwork/1 Darwin/1 ",
        "é",
        "\u{0}",
    ] {
        let text = piece.repeat(512 / piece.len());
        let shown = display(&text).chars().count();
        assert!((1..=MAX_DISPLAY).contains(&shown), "{piece:?}: {shown}");
    }
}

#[test]
fn the_rules_can_be_read() {
    assert!(RULES.is_some());
}
