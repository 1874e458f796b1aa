//! passflex

fn main() {}
