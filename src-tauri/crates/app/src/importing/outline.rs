//! What has to be known of all rows of a customers' file before its first customer can be put together: which rows are
//! theirs, and whose a VIN is that stands under several. Everything else is read customer by customer.
//!
//! Of a row are kept a few numbers, however long it is: customer numbers and VINs as hashes. Wherever two hashes are alike,
//! the rows themselves are read and compared.

use std::{
    collections::HashMap,
    hash::{BuildHasher, RandomState},
};

use chrono::NaiveDate;
use intake::{IntakeError, RowKey, RowReader, Rows};
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

/// What is kept of good rows while the outline is made, in the order of the file.
struct Keys {
    places: Vec<u32>,
    numbers: Vec<u64>,
    vins: Vec<u64>,
}

/// The hash of a row without a VIN.
const NO_VIN: u64 = 0;

impl Outline {
    /// `go_on` is told each row and answers whether to go on; `None` if it said no.
    pub fn read(rows: &Rows<'_>, go_on: &dyn Fn(u32) -> bool) -> Result<Option<Self>, IntakeError> {
        let state = RandomState::new();
        Self::hashed(rows, go_on, &|text| state.hash_one(text))
    }

    fn hashed(
        rows: &Rows<'_>,
        go_on: &dyn Fn(u32) -> bool,
        hash: &dyn Fn(&str) -> u64,
    ) -> Result<Option<Self>, IntakeError> {
        let (mut reader, mut rejected, count) = (rows.reader(), vec![], rows.count());
        let (mut places, mut numbers, mut vins) =
            (Vec::with_capacity(count), Vec::with_capacity(count), Vec::with_capacity(count));
        for place in 0..count {
            match reader.key_at(place)? {
                Err(row) => rejected.push(rejected_row(row)),
                Ok(key) => {
                    places.push(place as u32);
                    numbers.push(hash(&key.customer_number));
                    // Two hashes may be alike; so may one be this.
                    vins.push(key.vin.map_or(NO_VIN, |vin| hash(&vin).max(NO_VIN + 1)));
                }
            }
            if !go_on(1) {
                return Ok(None);
            }
        }
        let keys = Keys { places, numbers, vins };
        let mut order: Vec<u32> = (0..keys.places.len() as u32).collect();
        let first_of = keys.first_of(&mut order, &mut reader)?;
        let held = keys.held_by_several(&mut order, &first_of, &mut reader)?;
        let Keys { places, numbers, vins } = keys;
        drop((numbers, vins));
        order.sort_unstable_by_key(|row| (first_of[*row as usize], *row));
        let (mut ends, mut firsts) = (vec![], vec![]);
        for (at, row) in (0..).zip(&order) {
            let first = first_of[*row as usize];
            match (firsts.last() == Some(&first), ends.last_mut()) {
                (true, Some(end)) => *end = at + 1,
                _ => {
                    firsts.push(first);
                    ends.push(at + 1);
                }
            }
        }
        let owner = |(vin, holders): (Box<str>, Holders)| {
            let customer = firsts.binary_search(&holders.last()?).ok()?;
            Some((vin, customer as u32))
        };
        let disputed = held.into_iter().filter_map(owner).collect();
        order.iter_mut().for_each(|row| *row = places[*row as usize]);
        Ok(Some(Self { places: order, ends, disputed, rejected }))
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

impl Keys {
    /// Of each row the first one of the same customer. `order` holds all rows, in any order.
    fn first_of(&self, order: &mut [u32], reader: &mut RowReader<'_>) -> Result<Vec<u32>, IntakeError> {
        order.sort_unstable_by_key(|row| (self.numbers[*row as usize], *row));
        let mut first_of = vec![0; order.len()];
        for alike in order.chunk_by(|one, other| self.numbers[*one as usize] == self.numbers[*other as usize]) {
            for row in alike {
                first_of[*row as usize] = alike[0];
            }
        }
        // In the order of the file, where the rows of one customer mostly stand together.
        let mut others: HashMap<String, u32> = HashMap::new();
        for (row, first_of) in first_of.iter_mut().enumerate() {
            let first = *first_of;
            if first as usize == row {
                continue;
            }
            let (mine, theirs) = (self.key(row, reader)?, self.key(first as usize, reader)?);
            if let (Some(mine), Some(theirs)) = (mine, theirs)
                && mine.customer_number != theirs.customer_number
            {
                *first_of = *others.entry(mine.customer_number).or_insert(row as u32);
            }
        }
        Ok(first_of)
    }

    /// VINs that stand under several customers. A customer is named by their first row.
    fn held_by_several(
        &self,
        order: &mut [u32],
        first_of: &[u32],
        reader: &mut RowReader<'_>,
    ) -> Result<HashMap<Box<str>, Holders>, IntakeError> {
        order.sort_unstable_by_key(|row| (self.vins[*row as usize], *row));
        let mut several = vec![];
        for alike in order.chunk_by(|one, other| self.vins[*one as usize] == self.vins[*other as usize]) {
            let is_one = alike.iter().all(|row| first_of[*row as usize] == first_of[alike[0] as usize]);
            if self.vins[alike[0] as usize] != NO_VIN && !is_one {
                several.extend_from_slice(alike);
            }
        }
        several.sort_unstable();
        let mut held: HashMap<Box<str>, Holders> = HashMap::new();
        for row in several {
            let (key, customer) = (self.key(row as usize, reader)?, first_of[row as usize]);
            if let Some((vin, on)) = key.and_then(|key| Some((key.vin?, key.delivered_on))) {
                held.entry(vin.into()).or_insert(Holders::One(customer, None)).add(customer, on);
            }
        }
        Ok(held)
    }

    /// A row that was good before, once more.
    fn key(&self, row: usize, reader: &mut RowReader<'_>) -> Result<Option<RowKey>, IntakeError> {
        Ok(reader.key_at(self.places[row] as usize)?.ok())
    }
}

/// Under which customers a VIN stands, and since when each has it.
enum Holders {
    One(u32, Option<NaiveDate>),
    Several(Vec<(u32, Option<NaiveDate>)>),
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

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use domain::{country::Country, source::DataSource};
    use intake::{DateFormat, SourceFile, guess_mapping};

    use super::*;

    /// The lines of each customer, and who has each VIN that is disputed, by the first line of that customer.
    fn outlined(text: &str, hash: &dyn Fn(&str) -> u64) -> (Vec<Vec<usize>>, Vec<(String, usize)>) {
        let file = SourceFile::read("customers.csv".to_owned(), Cursor::new(text.as_bytes().to_vec())).unwrap();
        let table = file.table(None, None).unwrap();
        let mapping = guess_mapping(DataSource::Customers, &table.header).check().unwrap();
        let today = NaiveDate::from_ymd_opt(2026, 11, 25).unwrap();
        let rows = Rows::new(&table, &mapping, DateFormat::from_word("%Y-%m-%d"), Country::Canada, today);
        let outline = Outline::hashed(&rows, &|_| true, hash).unwrap().unwrap();
        let customers = (0..outline.customers()).map(|customer| outline.places_of(customer).collect());
        let first = |customer: u32| outline.places_of(customer as usize).next().unwrap();
        let mut disputed: Vec<_> =
            outline.disputed.iter().map(|(vin, customer)| (vin.to_string(), first(*customer))).collect();
        disputed.sort();
        (customers.collect(), disputed)
    }

    const VIN: &str = "1HGCM82633A004352";
    const OTHER_VIN: &str = "1M8GDM9AXKP042788";

    /// Two customers with two rows each, one of whose vehicles stands under both, with others between them.
    fn file(between: usize) -> String {
        let others = |from: usize| (from..from + between).map(|n| format!("N{n},416-555-0100,,\n")).collect::<String>();
        let (first, second) = (others(0), others(between));
        format!(
            "Cust No,Cell,VIN,Delivery Date\nA,416-555-0134,{VIN},2020-01-31\n{first}B,416-555-0135,{VIN},2024-05-01\n\
             {second}A,416-555-0134,{OTHER_VIN},\nB,416-555-0135,,\n,416-555-0199,,\n"
        )
    }

    #[test]
    fn rows_of_a_customer_and_a_disputed_vin_are_found_whatever_stands_between_them() {
        let state = RandomState::new();
        for between in [0, 1, 500, 5_000] {
            let (customers, disputed) = outlined(&file(between), &|text| state.hash_one(text));
            assert_eq!(customers.len(), 2 + 2 * between);
            let last = 2 * between + 2;
            assert_eq!(customers[0], [0, last], "the first customer, {between} between");
            assert_eq!(customers[between + 1], [between + 1, last + 1], "the second, {between} between");
            assert_eq!(disputed, [(VIN.to_owned(), between + 1)], "the newer delivery has it");
        }
    }

    #[test]
    fn hashes_that_are_all_alike_change_nothing() {
        let (state, text) = (RandomState::new(), file(3));
        assert_eq!(outlined(&text, &|_| 7), outlined(&text, &|text| state.hash_one(text)));
    }
}
