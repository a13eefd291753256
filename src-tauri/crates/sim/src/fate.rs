//! What becomes of an accepted drop.

use chrono::{DateTime, TimeDelta, Utc};
use domain::disposition::Disposition;
use rand::{Rng, RngExt};

use crate::dice::{Dice, Kind};

/// One word told of a drop, and when.
#[derive(Clone, Copy, Debug)]
pub struct Word {
    pub at: DateTime<Utc>,
    pub disposition: Disposition,
}

#[derive(Clone, Debug)]
pub struct Fate {
    /// What happens in the world; `None`: nothing, ever.
    pub outcome: Option<Word>,
    /// When the provider knows and tells it.
    pub told_at: Option<DateTime<Utc>>,
    /// Told besides, in the feed only.
    pub more: Vec<Word>,
    pub can_cancel: bool,
}

impl Fate {
    pub fn draw(dice: &mut Dice, now: DateTime<Utc>) -> Self {
        let seconds = TimeDelta::milliseconds(dice.usual().random_range(4_000..60_000));
        let disposition = disposition(dice.usual());
        let can_cancel = dice.usual().random_range(0..3) != 0;
        let mut at = now + seconds;
        if let Some(mut rng) = dice.strikes(Kind::Held, 12) {
            at = now + TimeDelta::minutes(rng.random_range(60..600));
        }
        let mut told_at = at;
        if let Some(mut rng) = dice.strikes(Kind::LateResult, 10) {
            told_at += TimeDelta::minutes(rng.random_range(2..150));
        }
        let mut more = vec![];
        if let Some(mut rng) = dice.strikes(Kind::Duplicate, 5) {
            for _ in 0..rng.random_range(1..=3) {
                more.push(Word { at: told_at + TimeDelta::seconds(rng.random_range(0..3_600)), disposition });
            }
        }
        if let Some(mut rng) = dice.strikes(Kind::Contradictory, 10) {
            let at = told_at + TimeDelta::seconds(rng.random_range(0..1_800));
            more.push(Word { at, disposition: self::disposition(&mut rng) });
        }
        if dice.strikes(Kind::NoResult, 20).is_some() {
            return Self { outcome: None, told_at: None, more: vec![], can_cancel };
        }
        Self { outcome: Some(Word { at, disposition }), told_at: Some(told_at), more, can_cancel }
    }
}

/// As often as they come in life, but failures more so.
fn disposition(rng: &mut impl Rng) -> Disposition {
    use Disposition as D;
    match rng.random_range(0..100) {
        0..66 => D::Delivered,
        66..76 => D::Impossible,
        76..80 => D::Busy,
        80..84 => D::Unavailable,
        84..87 => D::MailboxFull,
        87..88 => D::MailboxNotSetUp,
        88..91 => D::NoAnswer,
        91..93 => D::Landline,
        93..94 => D::DoNotCall,
        94..95 => D::BadNumber,
        95..98 => D::CarrierRefused,
        _ => D::Failed,
    }
}
