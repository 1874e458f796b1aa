//! Where to go afterwards. The address travels through the browser, so it may be anybody's.

/// The start page.
pub(super) const START: &str = "/console";
/// Longer addresses are not ours.
const MAX_LENGTH: usize = 2_048;

/// A page of the console, or the start page in place of whatever else it is.
pub(super) fn checked(page: Option<&str>) -> String {
    let is_ours = |page: &&str| {
        let within = page
            .strip_prefix(START)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/') || rest.starts_with('?'));
        within
            && page.len() <= MAX_LENGTH
            && page.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\')
            && !page.starts_with("/console/sign-in")
            && !page.starts_with("/console/confirm")
    };
    page.filter(is_ours).unwrap_or(START).to_owned()
}

#[cfg(test)]
mod tests {
    use super::checked;

    #[test]
    fn a_page_of_the_console_is_kept_with_its_query() {
        assert_eq!(checked(Some("/console/apps/a/events?rule=origin")), "/console/apps/a/events?rule=origin");
        assert_eq!(checked(Some("/console")), "/console");
    }

    #[test]
    fn every_other_address_becomes_the_start_page() {
        for page in [
            "https://evil.example/",
            "//evil.example/console",
            "/\\evil.example",
            "/console\\..\\evil",
            "/consoles",
            "/console/sign-in?next=/console/sign-in",
            "/console/confirm",
            "/console/a b",
            "",
        ] {
            assert_eq!(checked(Some(page)), "/console", "{page}");
        }
        assert_eq!(checked(None), "/console");
        assert_eq!(checked(Some(&format!("/console/{}", "a".repeat(3_000)))), "/console");
    }
}
