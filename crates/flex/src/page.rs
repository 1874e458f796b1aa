//! Pages of lists that go on from a cursor.

/// One page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page<T> {
    /// What is on it.
    pub items: Vec<T>,
    /// The cursor at which the next page begins; `None` after the last one.
    pub next_cursor: Option<String>,
}

impl<T> Page<T> {
    /// The page of `found`, which has one item more than `limit` if there is another page. `cursor` is the place of the
    /// last one that is shown.
    pub(crate) fn of(mut found: Vec<T>, limit: u32, cursor: impl FnOnce(&T) -> String) -> Self {
        let shown = usize::try_from(limit).unwrap_or(usize::MAX);
        let more = found.len() > shown;
        found.truncate(shown);
        let next_cursor = found.last().filter(|_| more).map(cursor);
        Self { items: found, next_cursor }
    }
}

impl<T> Default for Page<T> {
    fn default() -> Self {
        Self { items: Vec::new(), next_cursor: None }
    }
}
