//! Randomness that remembers what it gave out.

use std::sync::Mutex;

use passflex_flex::{Random, RandomError, SystemRandom};

/// The system's randomness. Keeps all it has given out, so that a test can look for it where it must not be.
#[derive(Default)]
pub(crate) struct Recorder(Mutex<Vec<Vec<u8>>>);

impl Recorder {
    /// Every draw of 256 bits so far: keys, nonces, challenges, the bits behind ids.
    pub(crate) fn secrets(&self) -> Vec<Vec<u8>> {
        self.0.lock().unwrap().iter().filter(|draw| draw.len() == 32).cloned().collect()
    }
}

impl Random for Recorder {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), RandomError> {
        SystemRandom.fill(bytes)?;
        self.0.lock().unwrap().push(bytes.to_vec());
        Ok(())
    }
}
