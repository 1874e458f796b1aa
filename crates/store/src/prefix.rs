//! Texts that begin with another, as a range of an index.

/// The first text behind all those that begin with `prefix`, compared byte for byte. `None` where there is none: then
/// nothing but such texts comes from `prefix` on.
pub(crate) fn behind(prefix: &str) -> Option<String> {
    let mut text = prefix.to_owned();
    while let Some(last) = text.pop() {
        // UTF-8 sorts as the characters do.
        if let Some(next) = (last..=char::MAX).nth(1) {
            text.push(next);
            return Some(text);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::behind;

    #[test]
    fn what_begins_with_a_text_lies_before_the_first_text_behind_it() {
        for (prefix, expected) in [
            ("ada", Some("adb")),
            ("a\u{d7ff}", Some("a\u{e000}")),
            ("a\u{10ffff}", Some("b")),
            ("\u{10ffff}", None),
            ("", None),
        ] {
            let behind = behind(prefix);
            assert_eq!(behind.as_deref(), expected, "{prefix:?}");
            assert!(behind.is_none_or(|text| text > format!("{prefix}\u{10ffff}\u{10ffff}")));
        }
    }
}
