#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| passflex_webauthn_fuzz::check("client_data", bytes));
