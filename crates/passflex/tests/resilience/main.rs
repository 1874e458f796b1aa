//! What must hold whatever happens to servers, machines and disks: several processes of the program that ships, real
//! requests, and a record of what was promised to compare with.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
#![expect(clippy::print_stdout, reason = "what a test prints is shown where it fails")]

#[cfg(test)]
mod comparison;
mod crash;
mod outages;
#[cfg(test)]
mod releases;
mod replicas;
#[cfg(test)]
mod world;
