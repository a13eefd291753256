//! The real program, killed without warning again and again. What kills it is a binary of its own, as with `bench`.

use crate::{
    Outcome,
    process::{cargo, root, run},
    system,
};

/// `options` are for the binary.
pub fn crash(options: &[String]) -> Outcome {
    system::prepare(system::Use::Test)?;
    // No window opens, so it needs none of `ui`.
    run(cargo().args(["build", "--package", "voicedrops"]))?;
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), Into::into);
    let binary = target.join("debug").join(format!("voicedrops{}", std::env::consts::EXE_SUFFIX));
    run(cargo().args(["run", "--quiet", "-p", "crash", "--", "--binary"]).arg(binary).args(options))
}
