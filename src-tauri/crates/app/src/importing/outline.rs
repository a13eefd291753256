//! What has to be known of all rows of a customers' file before its first customer can be put together: which rows are
//! theirs, and whose a VIN is that stands under several. Everything else is read customer by customer.

use std::collections::HashMap;

use chrono::NaiveDate;
use intake::Rows;
use store::imports::Rejected;

use super::reading::rejected_row;

pub(super) struct Outline {
    /// The places of good rows, those of one customer together and in the order of the file; customers in the order of
    /// their first rows.
    places: Vec<u32>,
    /// Where in `places` the rows of each customer end.
    ends: Vec<u32>,
    /// VINs that stand under several customers, with the customer who has them.
    disputed: HashMap<Box<str>, u32>,
    pub rejected: Vec<Rejected>,
}

/// Under which customers a VIN stands, and since when each has it.
enum Holders {
    One(u32, Option<NaiveDate>),
    Several(Vec<(u32, Option<NaiveDate>)>),
}

impl Outline {
    /// `go_on` is told each row and answers whether to go on; `None` if it said no.
    pub fn read(rows: &Rows<'_>, go_on: &dyn Fn(u32) -> bool) -> Option<Self> {
        let mut customers: HashMap<Box<str>, u32> = HashMap::new();
        let mut holders: HashMap<Box<str>, Holders> = HashMap::new();
        let (mut rejected, mut customer_of, mut counts) = (vec![], Vec::with_capacity(rows.count()), vec![]);
        for place in 0..rows.count() {
            match rows.key_at(place) {
                Err(row) => rejected.push(rejected_row(row)),
                Ok(key) => {
                    let customer = *customers.entry(key.customer_number.into()).or_insert_with(|| {
                        counts.push(0);
                        counts.len() as u32 - 1
                    });
                    counts[customer as usize] += 1;
                    customer_of.push((place as u32, customer));
                    if let Some(vin) = key.vin {
                        let held = holders.entry(vin.into()).or_insert(Holders::One(customer, None));
                        held.add(customer, key.delivered_on);
                    }
                }
            }
            if !go_on(1) {
                return None;
            }
        }
        let (places, ends) = gather(&customer_of, &counts);
        let disputed = holders.into_iter().filter_map(|(vin, holders)| Some((vin, holders.last()?))).collect();
        Some(Self { places, ends, disputed, rejected })
    }

    pub fn customers(&self) -> usize {
        self.ends.len()
    }

    pub fn places_of(&self, customer: usize) -> impl Iterator<Item = usize> {
        let start = customer.checked_sub(1).map_or(0, |before| self.ends[before]);
        self.places[start as usize..self.ends[customer] as usize].iter().map(|place| *place as usize)
    }

    /// Whether a VIN that stands under this customer is theirs.
    pub fn is_theirs(&self, customer: usize, vin: &str) -> bool {
        self.disputed.get(vin).is_none_or(|owner| *owner as usize == customer)
    }
}

impl Holders {
    /// Of several rows the last that says something wins.
    fn add(&mut self, customer: u32, delivered_on: Option<NaiveDate>) {
        match self {
            Self::One(one, on) if *one == customer => *on = delivered_on.or(*on),
            Self::One(one, on) => *self = Self::Several(vec![(*one, *on), (customer, delivered_on)]),
            Self::Several(several) => match several.iter_mut().find(|(of, _)| *of == customer) {
                Some((_, on)) => *on = delivered_on.or(*on),
                None => several.push((customer, delivered_on)),
            },
        }
    }

    /// A VIN under several customers goes to the newest delivery, no date before any; without a difference there, to the
    /// one who comes last.
    fn last(self) -> Option<u32> {
        match self {
            Self::One(..) => None,
            // Of equal ones `max_by_key` gives the last.
            Self::Several(several) => several.into_iter().max_by_key(|(_, on)| *on).map(|(customer, _)| customer),
        }
    }
}

/// Rows that are in the order of the file, by customer.
fn gather(customer_of: &[(u32, u32)], counts: &[u32]) -> (Vec<u32>, Vec<u32>) {
    let mut next = Vec::with_capacity(counts.len());
    let mut end = 0;
    for count in counts {
        next.push(end);
        end += count;
    }
    let mut places = vec![0; customer_of.len()];
    for (place, customer) in customer_of {
        let next = &mut next[*customer as usize];
        places[*next as usize] = *place;
        *next += 1;
    }
    (places, next)
}
