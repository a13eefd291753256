//! The sample export against what its maker says is in it.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
};

use chrono::NaiveDate;
use domain::{
    country::Country,
    phone::{PhoneKind, PhoneReading},
};
use intake::{CheckedMapping, DateFormat, DateFormats, Row, Rows, SourceFile, Table, guess_mapping, recognise_dates};
use serde::Deserialize;

/// The truth file beside an export.
#[derive(Debug, PartialEq, Eq, Deserialize)]
struct Truth {
    rows: usize,
    customers: usize,
    vehicles: usize,
    usable_cells: usize,
    usable_homes: usize,
    bad_rows: usize,
    do_not_call: usize,
    date_format: String,
}

/// A file made ready for its rows, as a person would who agrees with every guess.
pub struct Prepared {
    pub table: Table,
    pub mapping: CheckedMapping,
    pub date_format: DateFormat,
}

pub fn prepare(file: &SourceFile) -> Prepared {
    let table = file.table(None, None).unwrap();
    let mapping = guess_mapping(domain::source::DataSource::Customers, &table.header);
    let DateFormats::Certain(date_format) = recognise_dates(&table, &mapping).unwrap() else {
        panic!("the dates are clear")
    };
    Prepared { mapping: mapping.check().unwrap(), table, date_format }
}

impl Prepared {
    pub fn rows(&self) -> Vec<Result<Row, intake::RejectedRow>> {
        let today = NaiveDate::from_ymd_opt(2026, 11, 20).unwrap();
        let rows = Rows::new(&self.table, &self.mapping, Some(self.date_format), Country::Canada, today);
        let mut reader = rows.reader();
        (0..rows.count()).map(|place| reader.at(place).unwrap()).collect()
    }
}

fn read_truth(prepared: &Prepared) -> Truth {
    let mut customers = BTreeMap::new();
    let (mut vehicles, mut stopped, mut bad_rows) = (BTreeSet::new(), BTreeSet::new(), 0);
    for row in prepared.rows() {
        let Ok(row) = row else {
            bad_rows += 1;
            continue;
        };
        assert_eq!(row.notes, [], "nothing of a good row is doubtful");
        vehicles.extend(row.vin.clone());
        if row.do_not_call == Some(true) {
            stopped.insert(row.customer_number.clone());
        }
        customers.insert(row.customer_number.clone(), row);
    }
    let usable = |kind| {
        let is_number = |row: &&Row| row.phone(kind).is_some_and(|p| matches!(p.reading, PhoneReading::Number(_)));
        customers.values().filter(is_number).count()
    };
    Truth {
        rows: prepared.table.count(),
        customers: customers.len(),
        vehicles: vehicles.len(),
        usable_cells: usable(PhoneKind::Cell),
        usable_homes: usable(PhoneKind::Home),
        bad_rows,
        do_not_call: stopped.len(),
        date_format: prepared.date_format.word().to_owned(),
    }
}

fn data(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(name)
}

fn sample() -> SourceFile {
    SourceFile::open(&data("dms-export-2000.csv")).unwrap()
}

#[test]
fn the_numbers_of_the_sample_export_come_out_exactly() {
    let truth = std::fs::read_to_string(data("dms-export-2000.truth.json")).unwrap();
    let truth: Truth = serde_json::from_str(&truth).unwrap();
    assert_eq!(read_truth(&prepare(&sample())), truth);
}

#[test]
fn the_sample_export_is_recognised_for_what_it_is() {
    let file = sample();
    let prepared = prepare(&file);
    assert_eq!(file.name(), "dms-export-2000.csv");
    assert_eq!(prepared.table.format.encoding_word(), "cp1252");
    assert_eq!(prepared.table.format.delimiter_word(), ",");
    let first = prepared.rows().remove(0).unwrap();
    assert_eq!((first.line, first.customer_number.as_str()), (2, "100001"));
    assert_eq!(first.last_name.as_deref(), Some("Müller"));
    assert_eq!(first.address.as_deref(), Some("1145 King St, Apt \"16\""));
}
