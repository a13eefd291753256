//! Draws from the seeded stream: the same seed gives the same sample everywhere.

use rand::RngExt;
use rand_chacha::ChaCha8Rng;

/// True in `percent` of 100 draws.
pub(super) fn percent(rng: &mut ChaCha8Rng, percent: u32) -> bool {
    rng.random_ratio(percent, 100)
}

/// One of a list that is never empty.
pub(super) fn one_of<T: Copy>(rng: &mut ChaCha8Rng, list: &[T]) -> T {
    list[rng.random_range(0..list.len())]
}

/// One of a list that is never empty, each as often as its weight says.
pub(super) fn weighted<'l, T>(rng: &mut ChaCha8Rng, list: &'l [(u32, T)]) -> &'l T {
    let total: u32 = list.iter().map(|(weight, _)| weight).sum();
    let mut left = rng.random_range(0..total);
    let drawn = list.iter().position(|(weight, _)| match left.checked_sub(*weight) {
        Some(rest) => {
            left = rest;
            false
        }
        None => true,
    });
    &list[drawn.unwrap_or_default()].1
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;

    use super::*;

    #[test]
    fn weights_say_how_often_each_is_drawn() {
        let mut rng = ChaCha8Rng::seed_from_u64(1);
        let list = [(1, 'a'), (0, 'b'), (3, 'c')];
        let drawn: Vec<char> = (0..4_000).map(|_| *weighted(&mut rng, &list)).collect();
        let count = |wanted| drawn.iter().filter(|c| **c == wanted).count();
        assert!((850..1_150).contains(&count('a')), "{}", count('a'));
        assert_eq!(count('b'), 0);
    }
}
