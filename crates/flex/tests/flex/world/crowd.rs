//! Many who try at once.

use std::sync::Arc;

use passflex_flex::Result;
use tokio::sync::Barrier;
use tokio::task::JoinSet;

/// Does the same thing many times at once, as near to the same moment as the machine can.
pub(crate) async fn all_at_once<T, F>(attempts: impl IntoIterator<Item = F>) -> Vec<Result<T>>
where
    T: Send + 'static,
    F: Future<Output = Result<T>> + Send + 'static,
{
    let attempts: Vec<F> = attempts.into_iter().collect();
    let gate = Arc::new(Barrier::new(attempts.len()));
    let mut crowd = JoinSet::new();
    for attempt in attempts {
        let gate = Arc::clone(&gate);
        crowd.spawn(async move {
            gate.wait().await;
            attempt.await
        });
    }
    crowd.join_all().await
}

/// How many of these answers said yes, and why the others said no, each reason once.
pub(crate) fn tally<T>(answers: Vec<Result<T>>) -> (usize, Vec<String>) {
    let (mut granted, mut reasons) = (0, Vec::new());
    for answer in answers {
        match answer {
            Ok(_) => granted += 1,
            Err(error) => reasons.push(format!("{error:?}")),
        }
    }
    reasons.sort();
    reasons.dedup();
    (granted, reasons)
}
