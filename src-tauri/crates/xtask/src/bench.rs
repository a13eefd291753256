//! How fast it is, said by a binary of its own: what it measures needs a C compiler, and this crate does not.

use crate::{
    Outcome,
    process::{cargo, run},
    system,
};

/// `what` and its options are for the binary.
pub fn bench(what: &[String]) -> Outcome {
    system::prepare(system::Use::Test)?;
    run(cargo().args(["run", "--release", "--quiet", "-p", "bench", "--"]).args(what))
}
