//! passflex-demo

fn main() {}
