//! What a seed means: the people, the ports, the campaigns, the provider's manners, and which faults there are.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveTime, Utc};
use engine::Mutant;
use rand::{RngExt, SeedableRng, seq::SliceRandom};
use rand_chacha::ChaCha8Rng;

use crate::dice::{Kind, Muted};

/// The least number of fault kinds of a seed.
pub const KINDS_MIN: usize = 6;
const KINDS_MAX: usize = 14;

/// Tuesday 09:55 in Toronto.
const ORDINARY: &str = "2026-11-24T14:55:00Z";
/// 23:00 of the evening before the clocks go forward, and back.
const BEFORE_GAP: &str = "2027-03-14T04:00:00Z";
const BEFORE_FOLD: &str = "2027-11-07T03:00:00Z";

#[derive(Clone, Debug)]
pub struct CampaignPlan {
    pub time_local: NaiveTime,
    /// `None`: all due.
    pub count: Option<u32>,
    pub per_hour: Option<u32>,
}

/// Everything that a simulation is made of; the same plan gives the same trace.
#[derive(Clone, Debug)]
pub struct Plan {
    pub seed: u64,
    pub kinds: BTreeSet<Kind>,
    pub muted: Muted,
    pub starts_at: DateTime<Utc>,
    /// How long faults go on, in hours.
    pub hours: i64,
    pub people: usize,
    pub ports: u16,
    pub campaigns: Vec<CampaignPlan>,
    /// The provider remembers idempotency keys.
    pub keeps_keys: bool,
    /// A drop can be asked for by our own reference.
    pub can_look_up: bool,
    pub shares_clock: bool,
    /// A live file without rules, which may send nothing.
    pub may_send: bool,
    /// A fault of the engine that is switched on to see whether it is found.
    pub mutant: Option<Mutant>,
}

impl Plan {
    /// `drops` is about how many customers there are to send to.
    pub fn of(seed: u64, drops: usize) -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(seed ^ 0x5eed_0f71_a4d0_95aa);
        let is_drawn = |kind: &Kind| !matches!(kind, Kind::Usual | Kind::Restored);
        let mut kinds: Vec<Kind> = Kind::ALL.iter().copied().filter(is_drawn).collect();
        kinds.shuffle(&mut rng);
        kinds.truncate(rng.random_range(KINDS_MIN..=KINDS_MAX));
        let mut kinds: BTreeSet<Kind> = kinds.into_iter().collect();
        // It came last, and by a chance of its own, so that a seed without it tells what it told before.
        if ChaCha8Rng::seed_from_u64(seed ^ 0xbac4_ed0b_ac4e_d0ff).random_range(0..3) == 0 {
            kinds.insert(Kind::Restored);
        }
        let has = |kind| kinds.contains(&kind);
        let is_dst = has(Kind::DstDay);
        let starts_at = match (is_dst, rng.random_range(0..2)) {
            (false, _) => ORDINARY,
            (true, 0) => BEFORE_GAP,
            (true, _) => BEFORE_FOLD,
        };
        let ports = rng.random_range(1..=4);
        let campaigns = (0..rng.random_range(1..=4)).map(|_| campaign(&mut rng, is_dst, drops)).collect();
        let turns_clock = has(Kind::ClockBack) || has(Kind::ClockForward);
        Self {
            seed,
            starts_at: starts_at.parse().unwrap(),
            hours: if rng.random_range(0..4) == 0 { 30 } else { 9 },
            people: (drops + drops / 6).max(1),
            ports,
            campaigns,
            keeps_keys: rng.random_range(0..4) != 0,
            can_look_up: rng.random_range(0..6) != 0,
            shares_clock: !turns_clock && rng.random_range(0..2) == 0,
            may_send: rng.random_range(0..64) != 0,
            mutant: None,
            muted: Muted::new(),
            kinds,
        }
    }
}

fn campaign(rng: &mut ChaCha8Rng, is_dst: bool, drops: usize) -> CampaignPlan {
    let hour = if is_dst { rng.random_range(1..=2) } else { 10 };
    let minute = [0, 0, 5, 30][rng.random_range(0..4)];
    CampaignPlan {
        time_local: NaiveTime::from_hms_opt(hour, minute, 0).unwrap(),
        count: (rng.random_range(0..3) != 0).then(|| rng.random_range(1..=drops.max(2) as u32)),
        per_hour: (rng.random_range(0..8) == 0).then(|| rng.random_range(3..=20)),
    }
}
