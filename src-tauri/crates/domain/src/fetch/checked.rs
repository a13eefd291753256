//! A query whose every field, comparison and value is known to be right: what can be compiled and evaluated.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::{
    field::{Field, Relation, Source},
    query::{About, Period, Reach},
    span::Span,
};

/// Made by [`super::check()`] alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
    pub(super) about: About,
    pub(super) root: Node,
}

impl Checked {
    pub fn about(&self) -> About {
        self.about
    }

    pub fn root(&self) -> &Node {
        &self.root
    }

    /// Where the rows come from that the answer depends on: what is found, and whatever a rule or a "has / has no" asks
    /// about, however deep.
    pub fn sources(&self) -> BTreeSet<Source> {
        let mut sources = BTreeSet::from([self.about.source()]);
        self.root.add_sources(&mut sources);
        sources
    }
}

/// Every node is yes or no of a row; there is no third answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Node {
    All(Vec<Node>),
    Any(Vec<Node>),
    Not(Box<Node>),
    Test(&'static Field, Test),
    /// There is a related row in the period of which the node holds.
    Has(Relation, Option<Period>, Option<Box<Node>>),
}

impl Node {
    fn add_sources(&self, sources: &mut BTreeSet<Source>) {
        match self {
            Self::All(nodes) | Self::Any(nodes) => nodes.iter().for_each(|node| node.add_sources(sources)),
            Self::Not(node) => node.add_sources(sources),
            Self::Test(field, _) => drop(sources.insert(field.source)),
            Self::Has(relation, _, rows) => {
                sources.insert(relation.source());
                if let Some(rows) = rows {
                    rows.add_sources(sources);
                }
            }
        }
    }
}

/// The positive comparisons; an empty field satisfies [`Test::Empty`] and no other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Test {
    Empty,
    /// Text, or a list of words: one of these, without regard to case, accents and blanks around it.
    Text(Vec<String>),
    Contains(String),
    BeginsWith(String),
    /// Words of ours.
    Choice(Vec<&'static str>),
    /// Cents for money.
    Number(NumberRange),
    Date(When),
    YesNo(bool),
}

/// Both ends included; without an end it goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NumberRange {
    pub from: Option<i64>,
    pub to: Option<i64>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    MoreThanAgo(Span),
    WithinLast(Span),
    WithinNext(Span),
    MoreThanAhead(Span),
    Before(NaiveDate),
    After(NaiveDate),
    On(NaiveDate),
    Between(NaiveDate, NaiveDate),
}

/// Both ends included; empty when the first lies behind the last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DateRange {
    pub first: NaiveDate,
    pub last: NaiveDate,
}

impl DateRange {
    /// What is a date at all. Dealer systems write 0000-00-00, 0001-01-01 or 9999-12-31 for none.
    pub const PLAUSIBLE: Self = Self { first: year_start(1900), last: year_end(2200) };

    pub fn contains(&self, on: NaiveDate) -> bool {
        self.first <= on && on <= self.last
    }

    pub fn is_empty(&self) -> bool {
        self.last < self.first
    }

    pub fn and(self, other: Self) -> Self {
        Self { first: self.first.max(other.first), last: self.last.min(other.last) }
    }
}

const fn year_start(year: i32) -> NaiveDate {
    match NaiveDate::from_ymd_opt(year, 1, 1) {
        Some(on) => on,
        None => NaiveDate::MIN,
    }
}

const fn year_end(year: i32) -> NaiveDate {
    match NaiveDate::from_ymd_opt(year, 12, 31) {
        Some(on) => on,
        None => NaiveDate::MAX,
    }
}

impl When {
    /// The dates that satisfy it on a day at the store.
    pub fn range(&self, today: NaiveDate) -> DateRange {
        let DateRange { first: earliest, last: latest } = DateRange::PLAUSIBLE;
        let before = |on: NaiveDate| on.pred_opt().unwrap_or(NaiveDate::MIN);
        let after = |on: NaiveDate| on.succ_opt().unwrap_or(NaiveDate::MAX);
        let (first, last) = match *self {
            Self::MoreThanAgo(span) => (earliest, before(span.before(today))),
            Self::WithinLast(span) => (span.before(today), today),
            Self::WithinNext(span) => (today, span.after(today)),
            Self::MoreThanAhead(span) => (after(span.after(today)), latest),
            Self::Before(on) => (earliest, before(on)),
            Self::After(on) => (after(on), latest),
            Self::On(on) => (on, on),
            Self::Between(first, last) => (first, last),
        };
        DateRange { first, last }.and(DateRange::PLAUSIBLE)
    }
}

impl Period {
    pub fn when(&self) -> When {
        match self.reach {
            Reach::Last => When::WithinLast(self.span()),
            Reach::Next => When::WithinNext(self.span()),
        }
    }
}
