//! `sim --seeds A..B [--drops N] [--at-least N] [--mutant WORD] [--threads N] [--trace]`: plays seeds and says what came of them. A seed
//! that breaks a rule is made short and told.

use std::{env, ops::Range, process::ExitCode, thread, time::Instant};

use sim::{Mutant, Plan, Sums, many, shrink, tell};

/// About as many customers as a small run has, so that 100,000 seeds can be played in a night.
const DROPS: usize = 100;
/// Whoever breaks more seeds than this has seen enough.
const BROKEN_MAX: usize = 20;

/// What a person reads of a story that could not be made shorter.
const LINES_MAX: usize = 120;

struct Wish {
    seeds: Range<u64>,
    drops: usize,
    mutant: Option<Mutant>,
    threads: usize,
    /// Fewer drops than this are a failure.
    drops_min: u64,
    /// Tells the first seed line by line, whatever came of it.
    wants_trace: bool,
}

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let wish = match read(&arguments) {
        Ok(wish) => wish,
        Err(why) => {
            eprintln!("sim: {why}");
            return ExitCode::FAILURE;
        }
    };
    if wish.wants_trace {
        let story = tell(&Plan { mutant: wish.mutant, ..Plan::of(wish.seeds.start, wish.drops) });
        println!("{}\ndigest {}", story.lines.join("\n"), story.digest);
        return ExitCode::SUCCESS;
    }
    // What the program says when it panics is told with the story.
    std::panic::set_hook(Box::new(|_| {}));
    let began = Instant::now();
    let sums = many(wish.seeds.clone(), wish.drops, wish.mutant, wish.threads, BROKEN_MAX);
    report(&wish, &sums, began.elapsed().as_secs_f64());
    let Some((seed, _)) = sums.broken.first() else {
        if sums.drops < wish.drops_min {
            eprintln!("sim: only {} drops, {} were wanted", sums.drops, wish.drops_min);
            return ExitCode::FAILURE;
        }
        return ExitCode::SUCCESS;
    };
    let plan = Plan { mutant: wish.mutant, ..Plan::of(*seed, wish.drops) };
    let story = tell(&plan);
    let (short, story) = shrink(&plan, story);
    let kinds: Vec<&str> = short.kinds.iter().map(|kind| kind.words()).collect();
    println!(
        "\nSeed {seed}, made short: {} customers, {} ports; faults: {}.",
        short.people,
        short.ports,
        kinds.join("; ")
    );
    let hidden = story.lines.len().saturating_sub(LINES_MAX);
    if hidden > 0 {
        println!("... {hidden} lines before; --trace tells them.");
    }
    println!("{}", story.lines[hidden..].join("\n"));
    ExitCode::FAILURE
}

fn report(wish: &Wish, sums: &Sums, took_s: f64) {
    let per_s = sums.drops as f64 / took_s;
    let ratio = sums.lasted.num_seconds() as f64 / took_s;
    println!(
        "{} seeds, at least {} kinds of faults each: {} drops, {} delivered, {} events, {} faults, {} violations.",
        sums.seeds,
        sums.kinds_min,
        sums.drops,
        sums.delivered,
        sums.events,
        sums.faults,
        sums.broken.len()
    );
    println!("{took_s:.1} s; {per_s:.0} drops a second; {ratio:.0} times as fast as life.");
    println!(
        "| {}..{} | {} | {} | {} | {} | {per_s:.0} | {ratio:.0} |",
        wish.seeds.start,
        wish.seeds.end,
        sums.seeds,
        sums.drops,
        sums.faults,
        sums.broken.len()
    );
    for (seed, what) in &sums.broken {
        println!("seed {seed}: {what}");
    }
}

fn read(arguments: &[String]) -> Result<Wish, String> {
    let threads = thread::available_parallelism().map_or(1, |many| many.get());
    let mut wish = Wish { seeds: 0..0, drops: DROPS, mutant: None, threads, drops_min: 0, wants_trace: false };
    let mut rest = arguments.iter();
    while let Some(argument) = rest.next() {
        let mut value = || rest.next().ok_or_else(|| format!("{argument} needs a value"));
        match argument.as_str() {
            "--seeds" => wish.seeds = seeds(value()?)?,
            "--drops" => wish.drops = value()?.parse().map_err(|_| "--drops needs a number".to_owned())?,
            "--threads" => wish.threads = value()?.parse().map_err(|_| "--threads needs a number".to_owned())?,
            "--mutant" => wish.mutant = Some(mutant(value()?)?),
            "--at-least" => wish.drops_min = value()?.parse().map_err(|_| "--at-least needs a number".to_owned())?,
            "--trace" => wish.wants_trace = true,
            other => {
                return Err(format!(
                    "`{other}` is not known; there are --seeds A..B, --drops N, --threads N, --at-least N, --mutant WORD and --trace"
                ));
            }
        }
    }
    if wish.seeds.is_empty() { Err("which seeds? --seeds A..B".to_owned()) } else { Ok(wish) }
}

fn seeds(text: &str) -> Result<Range<u64>, String> {
    let both = text.split_once("..").and_then(|(from, to)| Some(from.parse().ok()?..to.parse().ok()?));
    both.ok_or_else(|| format!("`{text}` is no range of seeds, such as 0..2000"))
}

fn mutant(word: &str) -> Result<Mutant, String> {
    let known = Mutant::ALL.into_iter().find(|mutant| mutant.word() == word);
    known.ok_or_else(|| format!("there is no mutant `{word}`; there are {}", Mutant::ALL.map(Mutant::word).join(", ")))
}
