//! Expected text with holes in it.
//!
//! A hole is a name in angle brackets, and its name says what it takes: `<app>`, `<key-id>`, `<old-key>`, `<apple>` and
//! `<android>` an id, `<key>` and `<other-key>` an API key, `<prefix>` its beginning, `<time>` an RFC 3339 time, `<master>`
//! the id of a master key, `<seal>` of a sealing key, `<row>` of an audit row, `<hash>` a hash of one. What a hole took, it takes again under the same name; only times
//! differ. `<folder>` is where the commands run.

use std::collections::BTreeMap;

/// What the holes took so far.
#[derive(Debug, Default)]
pub(crate) struct Pattern(BTreeMap<String, String>);

const HOLES: [(&str, usize); 21] = [
    ("app", 24),
    ("key-id", 24),
    ("old-key", 24),
    ("other-key", 55),
    ("apple", 24),
    ("android", 24),
    ("key", 55),
    ("prefix", 10),
    ("master", 8),
    ("other-master", 8),
    ("new-master", 8),
    ("last-master", 8),
    ("newest-master", 8),
    ("seal", 8),
    ("other-seal", 8),
    ("new-seal", 8),
    ("last-seal", 8),
    ("row", 22),
    ("hash", 64),
    ("first-hash", 64),
    ("other-hash", 64),
];

impl Pattern {
    pub(crate) fn in_folder(folder: &str) -> Self {
        Self(BTreeMap::from([("folder".to_owned(), folder.to_owned())]))
    }

    /// The text with what the holes took in place of them.
    pub(crate) fn filled(&self, text: &str) -> String {
        self.0.iter().fold(text.to_owned(), |text, (name, value)| text.replace(&format!("<{name}>"), value))
    }

    /// What differs between the text and what was expected of it, if anything.
    pub(crate) fn difference(&mut self, expected: &str, text: &str) -> Option<String> {
        let (mut wanted, mut rest) = (expected, text);
        while let Some((literal, name, after)) = next_hole(wanted) {
            let Some(found) = rest.strip_prefix(literal) else { return Some(self.told(expected, text)) };
            let Some(taken) = self.take(name, found) else { return Some(self.told(expected, text)) };
            (wanted, rest) = (after, &found[taken..]);
        }
        (rest != wanted).then(|| self.told(expected, text))
    }

    /// How many bytes the hole takes from the beginning of the text.
    fn take(&mut self, name: &str, text: &str) -> Option<usize> {
        if let Some(known) = self.0.get(name) {
            return text.starts_with(known.as_str()).then_some(known.len());
        }
        if name == "time" {
            let digits = |byte: &u8| byte.is_ascii_digit() || b"-:.T".contains(byte);
            let length = text.bytes().take_while(digits).count();
            return (length >= 19 && text[length..].starts_with('Z')).then_some(length + 1);
        }
        let (_, length) = HOLES.iter().find(|(hole, _)| *hole == name)?;
        let taken = text.get(..*length)?;
        let fits = taken.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
        self.0.insert(name.to_owned(), fits.then(|| taken.to_owned())?);
        Some(*length)
    }

    fn told(&self, expected: &str, text: &str) -> String {
        format!("expected:\n{}\ngot:\n{text}", self.filled(expected))
    }
}

/// The text before the next hole, its name, and what comes after it.
fn next_hole(text: &str) -> Option<(&str, &str, &str)> {
    let is_hole =
        |name: &str| matches!(name, "time" | "folder") || HOLES.iter().any(|(hole, _)| *hole == name);
    text.match_indices('<').find_map(|(start, _)| {
        let (name, after) = text[start + 1..].split_once('>')?;
        is_hole(name).then_some((&text[..start], name, after))
    })
}

#[cfg(test)]
mod tests {
    use super::Pattern;

    #[test]
    fn a_hole_takes_what_its_name_says_and_the_same_again() {
        let mut pattern = Pattern::default();
        let first = "made abcdefghijklmnopqrstuvwx at 2026-01-02T03:04:05.6Z <URL>";
        assert_eq!(pattern.difference("made <app> at <time> <URL>", first), None);
        assert_eq!(pattern.filled("show <app>"), "show abcdefghijklmnopqrstuvwx");
        for wrong in ["ABCDEFGHIJKLMNOPQRSTUVWX", "abcdefghijklmnopqrstuvw", ""] {
            assert!(pattern.difference("<app>", wrong).is_some(), "{wrong}");
        }
        assert!(pattern.difference("<time>", "noon").is_some());
        assert!(pattern.difference("made", "made it").is_some());
    }
}
