//! S8, S9 and S14: which number is used, and why not.

use domain::{
    audience::{Barred, Question, Standing, judge},
    facts::{CustomerFacts, NumberFacts, PhoneOnFile},
    numbers::{Block, Fault, NumberRecord, choose, usable},
    phone::PhoneKind,
    reason::{NumberFault, Reason},
};

use crate::builders::{
    CELL, HOME, at, customer, e164, now, number, on, question, reasons, sending, spec, today, with_record,
};

fn fresh(text: &str) -> PhoneOnFile {
    PhoneOnFile::Number(number(text))
}

fn opted_out() -> NumberRecord {
    NumberRecord { opted_out_at: Some(now()), ..NumberRecord::default() }
}

fn blocked(block: Block) -> NumberRecord {
    NumberRecord { block: Some(block), ..NumberRecord::default() }
}

/// Everything that makes a cell unusable, with the reason that is shown.
fn unusable_cells() -> Vec<(PhoneOnFile, NumberFault)> {
    let bad = NumberRecord { is_bad: true, ..NumberRecord::default() };
    let landline = NumberRecord { is_landline: true, ..NumberRecord::default() };
    let shared = NumberFacts { is_shared_line: true, ..number(CELL) };
    let own = NumberFacts { is_store_line: true, ..number(CELL) };
    vec![
        (PhoneOnFile::Empty, NumberFault::Empty),
        (PhoneOnFile::Invalid, NumberFault::Invalid),
        (PhoneOnFile::WithExtension, NumberFault::Extension),
        (with_record(CELL, bad), NumberFault::Invalid),
        (with_record(CELL, landline), NumberFault::Landline),
        (with_record(CELL, blocked(Block::Until(on("2026-11-25")))), NumberFault::BlockedUntil),
        (with_record(CELL, blocked(Block::ForEver)), NumberFault::BlockedForEver),
        (with_record(CELL, opted_out()), NumberFault::OptedOut),
        (PhoneOnFile::Number(shared), NumberFault::SharedLine),
        (PhoneOnFile::Number(own), NumberFault::StoreLine),
    ]
}

#[test]
fn s8_the_cell_is_used_first() {
    let (cell, home) = (fresh(CELL), fresh(HOME));
    let (kind, chosen) = choose(&cell, &home, today()).expect("usable");
    assert_eq!((kind, &chosen.e164), (PhoneKind::Cell, &e164(CELL)));
}

#[test]
fn s8_the_home_phone_is_used_only_without_a_usable_cell() {
    for (cell, fault) in unusable_cells() {
        let home = fresh(HOME);
        let (kind, chosen) = choose(&cell, &home, today()).expect("the home phone is usable");
        assert_eq!((kind, &chosen.e164), (PhoneKind::Home, &e164(HOME)), "{fault:?}");
    }
}

#[test]
fn s8_a_cell_that_rests_or_is_locked_still_counts_as_the_cell() {
    let resting =
        NumberRecord { rests_until_on: Some(on("2026-11-25")), failures_in_row: 1, ..NumberRecord::default() };
    let facts = CustomerFacts { cell: with_record(CELL, resting), ..customer() };
    let judged = judge(&facts, &question(&spec()));
    assert_eq!(judged.choice.map(|c| c.kind), Some(PhoneKind::Cell));
    assert_eq!(judged.barred.iter().map(|b| b.reason).collect::<Vec<_>>(), [Reason::RetryRest]);
}

#[test]
fn s8_every_fault_of_a_cell_but_landline_holds_for_a_home_phone_too() {
    for (phone, fault) in unusable_cells() {
        let as_cell = usable(&phone, PhoneKind::Cell, today()).err().map(|f| f.fault);
        assert_eq!(as_cell, Some(fault));
        let as_home = usable(&phone, PhoneKind::Home, today()).err().map(|f| f.fault);
        assert_eq!(as_home, (fault != NumberFault::Landline).then_some(fault));
    }
}

#[test]
fn s8_a_landline_in_the_cell_field_is_reached_as_home_phone_if_it_stands_there() {
    let landline = NumberRecord { is_landline: true, ..NumberRecord::default() };
    let both = with_record(CELL, landline);
    let (kind, _) = choose(&both, &both, today()).expect("usable at home");
    assert_eq!(kind, PhoneKind::Home);
}

#[test]
fn s8_an_opt_out_of_either_number_bars_the_other_too() {
    let cell_out = CustomerFacts { cell: with_record(CELL, opted_out()), ..customer() };
    let home_out = CustomerFacts { home: with_record(HOME, opted_out()), ..customer() };
    let work_out = CustomerFacts { any_number_opted_out: true, ..customer() };
    for facts in [cell_out, home_out, work_out] {
        assert_eq!(reasons(&facts, &question(&spec())), [Reason::OptedOut], "{facts:?}");
        assert_eq!(reasons(&facts, &sending(&spec())).first(), Some(&Reason::OptedOut), "{facts:?}");
    }
}

#[test]
fn s8_a_block_of_one_number_does_not_bar_the_other() {
    let facts = CustomerFacts { cell: with_record(CELL, blocked(Block::ForEver)), ..customer() };
    let judged = judge(&facts, &question(&spec()));
    assert_eq!((judged.barred, judged.choice.map(|c| c.kind)), (vec![], Some(PhoneKind::Home)));
}

#[test]
fn s9_a_cell_that_fails_never_falls_back_to_the_home_phone_in_that_run() {
    for (cell, fault) in unusable_cells() {
        let facts = CustomerFacts { cell, ..customer() };
        let judged = judge(&facts, &sending(&spec()));
        assert_eq!(judged.choice, None, "{fault:?}");
        let impossible = judged.barred.iter().find(|b| b.reason == Reason::Impossible).expect("barred");
        assert_eq!(
            impossible.numbers.iter().map(|f| (f.kind, f.fault)).collect::<Vec<_>>(),
            [(PhoneKind::Cell, fault)]
        );
    }
}

#[test]
fn s9_a_number_that_was_changed_after_the_choice_is_not_used() {
    let facts = CustomerFacts { cell: fresh("+14165550199"), ..customer() };
    assert_eq!(reasons(&facts, &sending(&spec())), [Reason::Impossible]);
}

#[test]
fn s9_a_blocked_cell_counts_as_no_cell_in_a_later_run_until_its_block_is_over() {
    let facts = CustomerFacts { cell: with_record(CELL, blocked(Block::Until(on("2026-12-08")))), ..customer() };
    let spec = spec();
    let kind_on = |day| judge(&facts, &Question { today: on(day), ..question(&spec) }).choice.map(|c| c.kind);
    assert_eq!(kind_on("2026-12-07"), Some(PhoneKind::Home));
    assert_eq!(kind_on("2026-12-08"), Some(PhoneKind::Cell));
}

#[test]
fn s8_no_drop_is_ever_sent_to_a_work_phone() {
    let cell = e164(CELL);
    let spec = spec();
    let standing = Standing::Sending { reserved_at: at("2026-11-24T14:50:00Z"), kind: PhoneKind::Work, number: &cell };
    let judged = judge(&customer(), &Question { standing, ..question(&spec) });
    assert_eq!(judged.choice, None);
}

#[test]
fn s14_impossible_to_contact_shows_the_reason_of_each_number() {
    for (cell, cell_fault) in unusable_cells() {
        for (home, home_fault) in unusable_cells() {
            // A landline is a fine home phone.
            if home_fault == NumberFault::Landline {
                continue;
            }
            let facts = CustomerFacts { cell: cell.clone(), home: home.clone(), ..customer() };
            let judged = judge(&facts, &question(&spec()));
            let impossible = judged.barred.iter().find(|b| b.reason == Reason::Impossible).expect("barred");
            let shown: Vec<_> = impossible.numbers.iter().map(|f| (f.kind, f.fault)).collect();
            assert_eq!(shown, [(PhoneKind::Cell, cell_fault), (PhoneKind::Home, home_fault)]);
            assert_eq!(judged.choice, None);
        }
    }
}

#[test]
fn s14_says_until_when_a_number_is_blocked() {
    let facts = CustomerFacts {
        cell: with_record(CELL, blocked(Block::Until(on("2026-12-08")))),
        home: with_record(HOME, blocked(Block::ForEver)),
        ..customer()
    };
    let fault = |kind, fault, until_on| Fault { kind, fault, until_on };
    let expected = Barred {
        numbers: vec![
            fault(PhoneKind::Cell, NumberFault::BlockedUntil, Some(on("2026-12-08"))),
            fault(PhoneKind::Home, NumberFault::BlockedForEver, None),
        ],
        ..Barred::by(Reason::Impossible)
    };
    assert_eq!(judge(&facts, &question(&spec())).barred, [expected]);
}
