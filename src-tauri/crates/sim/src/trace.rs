//! What happened, line by line, in words; and a digest of it, so that two runs of a seed can be compared.

use chrono::{DateTime, TimeDelta, Utc};
use domain::zone::Zone;
use sha2::{Digest, Sha256};

pub struct Trace {
    zone: Zone,
    digest: Sha256,
    pub lines: Vec<String>,
}

impl Trace {
    pub fn new() -> Self {
        let zone = Zone::parse("America/Toronto").unwrap();
        Self { zone, digest: Sha256::new(), lines: vec![] }
    }

    /// `wall_at` is what this computer's clock reads. A clock that is wrong shows the right time beside it.
    pub fn say(&mut self, true_at: DateTime<Utc>, wall_at: DateTime<Utc>, words: &str) {
        let local = self.zone.local_at(wall_at);
        let ahead = wall_at - true_at;
        let mut line = format!("{}  ", local.format("%a %H:%M:%S%.3f"));
        if !ahead.is_zero() {
            line.push_str(&format!("(the clock is {} off) ", span(ahead)));
        }
        line.push_str(words);
        self.digest.update(line.as_bytes());
        self.digest.update(b"\n");
        self.lines.push(line);
    }

    /// Lower-case hexadecimal.
    pub fn digest(&self) -> String {
        hex::encode(self.digest.clone().finalize())
    }
}

/// "2 h 5 min", "-90 s".
pub fn span(span: TimeDelta) -> String {
    let seconds = span.num_seconds();
    match seconds.abs() {
        0..120 => format!("{seconds} s"),
        120..7_200 => format!("{} min", seconds / 60),
        _ => format!("{} h {} min", seconds / 3_600, (seconds.abs() / 60) % 60),
    }
}
