//! Numbers that belong to nobody, each handed out once.

use domain::phone::E164;
use rand::{RngExt, seq::SliceRandom};
use rand_chacha::ChaCha8Rng;
use store::StoreError;

use super::areas::AREAS;

/// Up to so many customers all numbers lie in the block that is set aside for fiction, 555-0100 to 555-0199.
pub(super) const NARROW_MAX: u32 = 10_000;
/// Every so many customers one has a line whose outcome the stand-in fixes. They are 12 of the 90 lines of the block,
/// far more than a believable run has: so the others are drawn without them. A smaller sample has none.
pub(super) const FIXED_EVERY: u32 = 60;
/// Results that come late or never hold a port for long, so they stand last: once among 660 customers.
const FIXED_LINES: [u16; 12] = [101, 102, 110, 103, 104, 100, 105, 109, 106, 111, 108, 107];
/// The store's own area code: in it, one of the fixed lines is the number that the recordings give.
const OWN_AREA: u16 = 416;

/// Hands out numbers until there are none.
pub(super) struct Lines {
    personal: Pool,
    work: Pool,
}

impl Lines {
    pub fn for_customers(customers: u32) -> Self {
        let (personal, work): (Vec<u16>, Vec<u16>) = if customers <= NARROW_MAX {
            ((112..190).collect(), (190..200).collect())
        } else {
            let is_free = |line: &u16| !(100..112).contains(line) && !(190..200).contains(line);
            ((0..9_000).filter(is_free).collect(), (9_000..10_000).collect())
        };
        // The store's own lines are work lines of its area code.
        Self { personal: Pool::new(personal), work: Pool::without_own_area(work) }
    }

    /// A cell or home number, of one of the area codes near by while there are any.
    pub fn personal(&mut self, near: &[u16], rng: &mut ChaCha8Rng) -> Result<E164, StoreError> {
        self.personal.draw(near, rng)
    }

    pub fn work(&mut self, near: &[u16], rng: &mut ChaCha8Rng) -> Result<E164, StoreError> {
        self.work.draw(near, rng)
    }

    /// The `n`-th line with a fixed outcome; `None` when all are given out.
    pub fn fixed(n: usize) -> Option<E164> {
        let area = AREAS.iter().filter(|area| **area != OWN_AREA).nth(n / FIXED_LINES.len())?;
        number(*area, FIXED_LINES[n % FIXED_LINES.len()]).ok()
    }
}

fn number(area: u16, line: u16) -> Result<E164, StoreError> {
    E164::parse(&format!("+1{area}555{line:04}")).map_err(|e| StoreError::Broken(e.to_string()))
}

/// The same lines in every area code.
struct Pool {
    lines: Vec<u16>,
    /// By place in [`AREAS`], in the order in which they are handed out; `None` until the area code is drawn from.
    left: Vec<Option<Vec<u16>>>,
    /// All area codes before this place are used up.
    open_from: usize,
}

impl Pool {
    fn new(lines: Vec<u16>) -> Self {
        Self { lines, left: vec![None; AREAS.len()], open_from: 0 }
    }

    fn without_own_area(lines: Vec<u16>) -> Self {
        let mut pool = Self::new(lines);
        for (area, left) in AREAS.iter().zip(&mut pool.left) {
            if *area == OWN_AREA {
                *left = Some(vec![]);
            }
        }
        pool
    }

    fn draw(&mut self, near: &[u16], rng: &mut ChaCha8Rng) -> Result<E164, StoreError> {
        let first = rng.random_range(0..near.len().max(1));
        for area in near[first..].iter().chain(&near[..first]) {
            if let Some(place) = AREAS.iter().position(|known| known == area)
                && let Some(line) = self.take(place, rng)
            {
                return number(*area, line);
            }
        }
        while let Some(area) = AREAS.get(self.open_from) {
            if let Some(line) = self.take(self.open_from, rng) {
                return number(*area, line);
            }
            self.open_from += 1;
        }
        Err(StoreError::Broken("the sample has no number left: make it smaller".to_owned()))
    }

    fn take(&mut self, place: usize, rng: &mut ChaCha8Rng) -> Option<u16> {
        let left = self.left[place].get_or_insert_with(|| {
            let mut lines = self.lines.clone();
            lines.shuffle(rng);
            lines
        });
        left.pop()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use rand::SeedableRng;

    use super::*;

    #[test]
    fn every_number_of_a_pool_is_handed_out_once_and_then_none() {
        let mut rng = ChaCha8Rng::seed_from_u64(7);
        let mut pool = Pool::new((150..160).collect());
        let mut drawn = BTreeSet::new();
        for _ in 0..AREAS.len() * 10 {
            assert!(drawn.insert(pool.draw(&[905, 416], &mut rng).unwrap()));
        }
        assert!(matches!(pool.draw(&[905], &mut rng), Err(StoreError::Broken(_))));
    }

    #[test]
    fn area_codes_near_by_are_used_first() {
        let mut rng = ChaCha8Rng::seed_from_u64(7);
        let mut pool = Pool::new((150..155).collect());
        let drawn: Vec<E164> = (0..11).map(|_| pool.draw(&[905, 289], &mut rng).unwrap()).collect();
        let near = |n: &E164| ["+1905", "+1289"].contains(&&n.as_str()[..5]);
        assert!(drawn[..10].iter().all(near), "{drawn:?}");
        assert!(drawn[10].as_str().starts_with("+1416"), "{drawn:?}");
    }

    #[test]
    fn lines_with_a_fixed_outcome_are_distinct_and_not_the_stores() {
        let fixed: BTreeSet<E164> = (0..).map_while(Lines::fixed).collect();
        assert_eq!(fixed.len(), (AREAS.len() - 1) * FIXED_LINES.len());
        assert!(fixed.iter().all(|n| !n.as_str().starts_with("+1416")));
    }
}
