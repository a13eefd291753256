//! How many customers are looked at in one go, and by how many threads: for speed alone, never for the answer.

use std::{
    num::NonZeroUsize,
    sync::atomic::{AtomicUsize, Ordering},
};

/// The program has other things to do.
const THREADS_MAX: usize = 4;

#[derive(Clone, Copy, Debug)]
pub(crate) struct Portions {
    /// Selection looks at so many first, and at no fewer later.
    pub piece_min: usize,
    /// No more than these are not worth a second thread.
    pub alone_max: usize,
    /// So many are taken by a thread at once.
    pub at_once: usize,
    /// As many as the machine has, if nobody says.
    pub threads: Option<usize>,
}

impl Default for Portions {
    fn default() -> Self {
        Self { piece_min: 2_000, alone_max: 10_000, at_once: 4_096, threads: None }
    }
}

impl Portions {
    /// How many to look at first for so many.
    pub fn first_piece(self, many: usize) -> usize {
        self.piece_min.max(2 * many)
    }

    /// How many to look at next, if as many of them fit as did so far; never far more than were looked at already.
    pub fn next_piece(self, looked_at: usize, found: usize, missing: usize) -> usize {
        let expected = looked_at * (missing + missing / 8) / found.max(1);
        expected.clamp(self.piece_min, self.piece_min.max(8 * looked_at))
    }

    /// Does the work in as many threads as pay. Whoever is done with a piece takes the next: neither cores nor customers are
    /// all alike. What each thread gives is about whichever pieces it took.
    pub fn work<'a, T: Sync, R: Send>(
        self,
        some: &'a [T],
        work: impl Fn(&mut dyn Iterator<Item = &'a [T]>) -> R + Sync,
    ) -> Vec<R> {
        let machine = || std::thread::available_parallelism().map_or(1, NonZeroUsize::get).min(THREADS_MAX);
        let threads = if some.len() <= self.alone_max { 1 } else { self.threads.unwrap_or_else(machine) };
        if threads == 1 {
            return vec![work(&mut std::iter::once(some))];
        }
        let (pieces, taken) = (some.chunks(self.at_once), AtomicUsize::new(0));
        let take = || pieces.clone().nth(taken.fetch_add(1, Ordering::Relaxed));
        let thread = || work(&mut std::iter::from_fn(take));
        std::thread::scope(|scope| {
            let threads: Vec<_> = (0..threads).map(|_| scope.spawn(thread)).collect();
            // A thread that panicked leaves nothing that could be told: the panic goes on here.
            let ends = threads.into_iter().map(|thread| thread.join());
            ends.map(|end| end.unwrap_or_else(|panic| std::panic::resume_unwind(panic))).collect()
        })
    }
}
