//! S12, S13, S15 and P2's rest after failures: what a result does to a number.

use chrono::NaiveDate;
use domain::{
    disposition::Disposition as D,
    numbers::{Block, CellStrikes, NumberRecord, NumberResult},
    phone::PhoneKind::{self, Cell, Home},
    recycle::days_after,
};
use proptest::{collection::vec, prelude::*, sample::select};

use crate::builders::{now, on, today};

/// Dispositions that say nothing about the number.
const SILENT: [D; 3] = [D::CarrierRefused, D::Cancelled, D::TreatedAsNotDelivered];

fn result(kind: PhoneKind, disposition: D, final_on: NaiveDate) -> NumberResult {
    NumberResult { kind, disposition, intended_on: final_on, final_on, final_at: now() }
}

/// The record after these results, all of one day.
fn after(results: &[(PhoneKind, D)]) -> NumberRecord {
    results.iter().fold(NumberRecord::default(), |record, (kind, disposition)| {
        record.after(&result(*kind, *disposition, today()), CellStrikes::Cumulative)
    })
}

fn others_than(set: &[D]) -> Vec<D> {
    D::ALL.into_iter().filter(|d| !set.contains(d)).collect()
}

#[test]
fn s12_an_impossible_cell_is_blocked_for_14_days_from_the_date_of_the_result() {
    let late = NumberResult { intended_on: on("2026-11-20"), ..result(Cell, D::Impossible, on("2026-11-24")) };
    let record = NumberRecord::default().after(&late, CellStrikes::Cumulative);
    let block = record.block.expect("blocked");
    assert_eq!(block, Block::Until(on("2026-12-08")));
    assert!(block.holds(on("2026-12-07")));
    assert!(!block.holds(on("2026-12-08")));
}

#[test]
fn s12_the_second_impossible_blocks_for_14_days_again() {
    let first = NumberRecord::default().after(&result(Cell, D::Impossible, on("2026-03-01")), CellStrikes::Cumulative);
    let second = first.after(&result(Cell, D::Impossible, on("2026-11-24")), CellStrikes::Cumulative);
    assert_eq!((second.impossible_strikes, second.block), (2, Some(Block::Until(on("2026-12-08")))));
}

#[test]
fn s12_third_impossible_blocks_the_cell_for_ever() {
    let record = after(&[(Cell, D::Impossible); 3]);
    assert_eq!((record.impossible_strikes, record.block), (3, Some(Block::ForEver)));
    assert!(Block::ForEver.holds(NaiveDate::MAX));
}

#[test]
fn s12_strikes_are_cumulative_whatever_comes_between_them() {
    for between in others_than(&[D::Impossible]) {
        let record = after(&[
            (Cell, D::Impossible),
            (Cell, between),
            (Cell, D::Impossible),
            (Cell, between),
            (Cell, D::Impossible),
        ]);
        assert_eq!((record.impossible_strikes, record.block), (3, Some(Block::ForEver)), "{between:?}");
    }
}

#[test]
fn s12_a_store_can_let_a_delivered_drop_take_the_strikes_back() {
    let struck = after(&[(Cell, D::Impossible), (Cell, D::Impossible)]);
    let delivered = result(Cell, D::Delivered, today());
    assert_eq!(struck.after(&delivered, CellStrikes::Cumulative).impossible_strikes, 2);
    assert_eq!(struck.after(&delivered, CellStrikes::ResetByDelivery).impossible_strikes, 0);
    for disposition in D::ALL.into_iter().filter(|d| !d.is_delivered() && *d != D::Impossible) {
        let other = struck.after(&result(Cell, disposition, today()), CellStrikes::ResetByDelivery);
        assert_eq!(other.impossible_strikes, 2, "{disposition:?}");
    }
}

#[test]
fn s12_s13_a_block_for_ever_outlasts_every_later_result() {
    for blocked in [after(&[(Cell, D::Impossible); 3]), after(&[(Home, D::Busy); 3])] {
        for kind in PhoneKind::ALL {
            for disposition in D::ALL {
                for setting in [CellStrikes::Cumulative, CellStrikes::ResetByDelivery] {
                    let later = blocked.after(&result(kind, disposition, today()), setting);
                    assert_eq!(later.block, Some(Block::ForEver), "{kind:?} {disposition:?}");
                }
            }
        }
    }
}

#[test]
fn s12_a_result_with_an_earlier_date_never_shortens_a_block() {
    let record = NumberRecord::default().after(&result(Cell, D::Impossible, on("2026-11-24")), CellStrikes::Cumulative);
    let record = record.after(&result(Cell, D::Impossible, on("2026-11-23")), CellStrikes::Cumulative);
    assert_eq!(record.block, Some(Block::Until(on("2026-12-08"))));
}

#[test]
fn s13_three_busy_or_unavailable_in_any_mix_block_the_home_phone_for_ever() {
    let words = [D::Busy, D::Unavailable];
    for first in words {
        for second in words {
            for third in words {
                let two = after(&[(Home, first), (Home, second)]);
                assert_eq!((two.home_series, two.block), (2, None));
                let three = after(&[(Home, first), (Home, second), (Home, third)]);
                assert_eq!((three.home_series, three.block), (3, Some(Block::ForEver)));
            }
        }
    }
}

#[test]
fn s13_any_other_final_result_about_the_number_starts_the_count_again() {
    let counted = [D::Busy, D::Unavailable];
    let ending = D::ALL.into_iter().filter(|d| !SILENT.contains(d)).flat_map(|d| [(Home, d), (Cell, d)]);
    for between in ending.filter(|(kind, d)| *kind == Cell || !counted.contains(d)) {
        let two_more = after(&[(Home, D::Busy), (Home, D::Busy), between, (Home, D::Busy), (Home, D::Unavailable)]);
        assert_eq!(two_more.home_series, 2, "{between:?}");
        assert_ne!(two_more.block, Some(Block::ForEver), "{between:?}");
    }
}

#[test]
fn s13_results_that_say_nothing_about_the_number_neither_count_nor_end_the_series() {
    for silent in SILENT {
        let record = after(&[(Home, D::Busy), (Home, silent), (Home, D::Unavailable), (Cell, silent)]);
        assert_eq!((record.home_series, record.block), (2, None), "{silent:?}");
        let third = record.after(&result(Home, D::Busy, today()), CellStrikes::Cumulative);
        assert_eq!(third.block, Some(Block::ForEver), "{silent:?}");
    }
}

#[test]
fn s13_a_result_that_says_nothing_about_the_number_leaves_its_record_as_it_was() {
    let marked = after(&[(Cell, D::Impossible), (Home, D::Busy), (Cell, D::MailboxFull), (Home, D::Busy)]);
    for silent in SILENT {
        for kind in PhoneKind::ALL {
            assert_eq!(marked.after(&result(kind, silent, on("2026-12-24")), CellStrikes::ResetByDelivery), marked);
        }
    }
}

#[test]
fn s15_strikes_count_only_for_the_phone_kind_of_their_rule() {
    let home = after(&[(Home, D::Impossible); 5]);
    assert_eq!((home.impossible_strikes, home.block), (0, None));
    for disposition in others_than(&[D::Impossible]) {
        let cell = after(&[(Cell, disposition); 5]);
        let strikes = (cell.impossible_strikes, cell.home_series, cell.block);
        assert_eq!(strikes, (0, 0, None), "{disposition:?} on a cell");
    }
    for disposition in others_than(&[D::Busy, D::Unavailable]) {
        let home = after(&[(Home, disposition); 5]);
        let strikes = (home.impossible_strikes, home.home_series, home.block);
        assert_eq!(strikes, (0, 0, None), "{disposition:?} on a home phone");
    }
}

#[test]
fn s15_a_delivery_to_the_number_as_home_phone_takes_no_cell_strike_back() {
    let struck = after(&[(Cell, D::Impossible)]);
    let record = struck.after(&result(Home, D::Delivered, today()), CellStrikes::ResetByDelivery);
    assert_eq!(record.impossible_strikes, 1);
}

#[test]
fn landline_bad_number_and_dnc_mark_the_number_and_nothing_else_does() {
    for disposition in D::ALL {
        let record = after(&[(Cell, disposition)]);
        assert_eq!(record.is_landline, disposition == D::Landline);
        assert_eq!(record.is_bad, disposition == D::BadNumber);
        assert_eq!(record.opted_out_at, (disposition == D::DoNotCall).then(now));
    }
}

#[test]
fn a_second_dnc_keeps_the_moment_of_the_first() {
    let earlier = NumberRecord { opted_out_at: Some(chrono::DateTime::UNIX_EPOCH), ..NumberRecord::default() };
    assert_eq!(
        earlier.after(&result(Cell, D::DoNotCall, today()), CellStrikes::Cumulative).opted_out_at,
        earlier.opted_out_at
    );
}

#[test]
fn p2_a_number_rests_1_then_3_then_7_days_from_the_intent_for_failures_in_a_row() {
    let mut record = NumberRecord::default();
    for (failures, rests_until) in [(1, "2026-11-21"), (2, "2026-11-23"), (3, "2026-11-27"), (4, "2026-11-27")] {
        let failed = NumberResult { intended_on: on("2026-11-20"), ..result(Cell, D::NoAnswer, on("2026-11-24")) };
        record = record.after(&failed, CellStrikes::Cumulative);
        assert_eq!((record.failures_in_row, record.rests_until_on), (failures, Some(on(rests_until))));
        assert_eq!(record.has_red_mark(), failures >= 3);
    }
}

#[test]
fn p2_every_failure_about_the_number_counts_and_only_a_delivery_ends_the_row() {
    for disposition in D::ALL {
        let record = after(&[(Home, D::NoAnswer), (Home, disposition)]);
        let (failures, rest) = match disposition {
            D::Delivered | D::TreatedAsDelivered => (0, None),
            d if SILENT.contains(&d) => (1, Some(1)),
            _ => (2, Some(3)),
        };
        assert_eq!(record.failures_in_row, failures, "{disposition:?}");
        assert_eq!(record.rests_until_on, rest.map(|days| days_after(today(), days)), "{disposition:?}");
    }
}

#[test]
fn only_carrier_refused_spends_the_error_budget() {
    let spending: Vec<_> = D::ALL.into_iter().filter(|d| d.spends_error_budget()).collect();
    assert_eq!(spending, [D::CarrierRefused]);
}

proptest! {
    #[test]
    fn counters_follow_the_history_and_nothing_is_ever_forgotten(
        history in vec((select(vec![Cell, Home]), select(D::ALL.to_vec())), 0..24)
    ) {
        let mut record = NumberRecord::default();
        let mut day = today();
        for (kind, disposition) in &history {
            let next = record.after(&result(*kind, *disposition, day), CellStrikes::Cumulative);
            prop_assert!(next.impossible_strikes >= record.impossible_strikes);
            prop_assert!(record.block.is_none_or(|block| !block.holds(day) || next.block.is_some_and(|b| b.holds(day))));
            prop_assert!(next.opted_out_at.is_some() || record.opted_out_at.is_none());
            prop_assert!(!record.is_bad || next.is_bad);
            prop_assert!(!record.is_landline || next.is_landline);
            record = next;
            day = days_after(day, 1);
        }
        let about: Vec<_> = history.iter().filter(|(_, d)| d.is_about_the_number()).collect();
        let strikes = about.iter().filter(|r| ***r == (Cell, D::Impossible)).count();
        let series = about.iter().rev().take_while(|(k, d)| *k == Home && matches!(d, D::Busy | D::Unavailable)).count();
        let failures = about.iter().rev().take_while(|(_, d)| !d.is_delivered()).count();
        prop_assert_eq!(record.impossible_strikes as usize, strikes);
        prop_assert_eq!(record.home_series as usize, series);
        prop_assert_eq!(record.failures_in_row as usize, failures);
    }
}
