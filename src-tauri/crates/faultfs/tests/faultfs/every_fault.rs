//! A morning of three drops, once for every operation of the disk that could fail in it: each read, write, sync and the
//! rest, with EIO and with ENOSPC, once and from then on; and a power cut before, in and after each. Whatever happens,
//! afterwards each of the three has had one drop, and the file says so.

use faultfs::{Errno, Fault, Lasts, Moment, Op};

use crate::{
    morning::{After, Morning},
    template::Template,
};

/// Says which try it was, if it ends in a panic.
struct Try(String);

impl Drop for Try {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("it was: {}", self.0);
        }
    }
}

/// Every `k` at which this fault can happen, until a morning is over without it. Gives how many.
fn each_k(template: &Template, fault: Fault) -> u64 {
    for k in 1.. {
        let after = After::ALL[k as usize % 3];
        let _told = Try(format!("{fault:?} at the {k}th, {after:?}"));
        let mut morning = Morning::new(template, k, after);
        morning.disk.fail_at(k, fault);
        morning.live();
        let has_fired = morning.disk.has_fired();
        morning.check();
        if !has_fired {
            return k - 1;
        }
    }
    unreachable!("every morning ends");
}

fn each(template: &Template, ops: &[Op], errno: Errno) {
    for op in ops {
        for lasts in [Lasts::Once, Lasts::UntilHealed] {
            let many = each_k(template, Fault { op: *op, errno, lasts });
            println!("{op:?}, {errno:?}, {lasts:?}: {many}");
            assert!(many > 0, "there is no {op:?} in a morning");
        }
    }
}

/// Of a log this long SQLite works off the pages in the middle of the morning, and begins it anew.
const LONG_LOG: u64 = 900;

#[test]
fn a_morning_without_a_fault_intends_durably_before_every_byte() {
    for template in [Template::closed(), Template::with_log(LONG_LOG)] {
        let mut morning = Morning::new(&template, 0, After::GoesOn);
        morning.look_closely();
        morning.live();
        morning.check();
        assert_eq!(morning.restarts, 2, "the morning's and the check's");
    }
}

#[test]
fn r1_any_read_may_fail() {
    each(&Template::closed(), &[Op::Read], Errno::Io);
}

#[test]
fn r3_any_write_may_fail() {
    each(&Template::closed(), &[Op::Write], Errno::Io);
}

#[test]
fn r3_the_disk_may_be_full_at_any_write() {
    each(&Template::with_log(LONG_LOG), &[Op::Write], Errno::NoSpace);
}

#[test]
fn r3_any_sync_and_whatever_else_is_asked_of_the_disk_may_fail() {
    let others = [Op::Sync, Op::Open, Op::Truncate, Op::Delete, Op::Access, Op::Size, Op::ShmMap];
    each(&Template::closed(), &others, Errno::Io);
    each(&Template::with_log(LONG_LOG), &others, Errno::Io);
}

/// Every `k`, until a morning is over before the power goes.
fn each_cut(template: &Template, moment: Moment) {
    for k in 1.. {
        let _told = Try(format!("a power cut {moment:?} the {k}th"));
        let mut morning = Morning::new(template, k, After::GoesOn);
        // Three times of four it goes again, once of four twice: while the log is read, or later.
        let again = [0, 1, 1, 2][k as usize % 4];
        morning.cuts_to_come = [k * 31 % 97 + 1, k * 17 % 293 + 1].into_iter().take(again).collect();
        morning.disk.cut_at(k, moment);
        morning.live();
        morning.check();
        if morning.cuts == 0 {
            println!("{moment:?}: {}", k - 1);
            return;
        }
    }
}

#[test]
fn r1_the_power_may_go_before_any_operation() {
    each_cut(&Template::closed(), Moment::Before);
}

#[test]
fn r1_the_power_may_go_in_the_middle_of_any_change() {
    each_cut(&Template::with_log(LONG_LOG), Moment::During);
}

#[test]
fn r1_the_power_may_go_after_any_change() {
    each_cut(&Template::closed(), Moment::After);
}
