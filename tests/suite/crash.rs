//! The real program, killed without warning.

use std::path::Path;

use crash::Trial;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_two_hundred_times_the_program_sends_nothing_twice_and_loses_nothing() {
    let binary = Path::new(env!("CARGO_BIN_EXE_voicedrops")).to_owned();
    let trial = Trial { binary, rounds: 200, seed: 1, side_by_side: 2 };
    let sums = crash::run(&trial, |_| {}).await.unwrap_or_else(|failure| panic!("{failure}"));
    assert!(sums.killed() >= trial.rounds && sums.accepted > 0 && sums.killed_at_random > 0, "{sums}");
}
