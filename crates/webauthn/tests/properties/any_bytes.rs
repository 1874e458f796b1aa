//! Every subject with bytes of no meaning, and with bytes that were right before they were changed.

use proptest::prelude::*;
use proptest::sample::Index;

use crate::mutation::Mutation;
use crate::subjects::subject;

macro_rules! hold_for_any_bytes {
    ($($name:ident),*) => {
        $(mod $name {
            use super::*;

            proptest! {
                #[test]
                fn holds_for_arbitrary_bytes(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
                    (subject(stringify!($name)).check)(&bytes);
                }

                #[test]
                fn holds_for_seeds_that_are_changed(
                    seed in any::<Index>(), mutations in prop::collection::vec(Mutation::any(), 0..8),
                ) {
                    let subject = subject(stringify!($name));
                    let mut bytes = seed.get(&(subject.seeds)()).clone();
                    for mutation in mutations {
                        mutation.apply(&mut bytes);
                    }
                    (subject.check)(&bytes);
                }
            }
        })*

        #[test]
        fn every_subject_is_tried() {
            let tried = [$(stringify!($name)),*];
            assert_eq!(crate::subjects::ALL.iter().map(|subject| subject.name).collect::<Vec<_>>(), tried);
        }
    };
}

hold_for_any_bytes!(
    attestation_object,
    authentication,
    authenticator_data,
    certificate,
    client_data,
    cose_key,
    metadata_blob,
    registration
);
