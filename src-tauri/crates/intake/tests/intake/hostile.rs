//! Files that nobody meant to be exports.

use std::io::Cursor;

use chrono::NaiveDate;
use domain::country::Country;
use intake::{DateFormats, Rows, SourceFile, guess_mapping, recognise_dates};
use proptest::prelude::*;

/// Goes through every step that this file can reach, and gives the lines of its rows.
fn read_as_far_as_it_goes(bytes: Vec<u8>) -> Vec<u32> {
    let Ok(table) = SourceFile::read("any.csv".to_owned(), Cursor::new(bytes)).and_then(|file| file.table(None, None))
    else {
        return vec![];
    };
    let mapping = guess_mapping(domain::source::DataSource::Customers, &table.header);
    let date_format = match recognise_dates(&table, &mapping).unwrap() {
        DateFormats::Certain(format) => Some(format),
        DateFormats::Ambiguous(formats) => formats.first().copied(),
        DateFormats::NoDates => None,
    };
    let today = NaiveDate::from_ymd_opt(2026, 11, 20).unwrap();
    if let Ok(mapping) = mapping.check() {
        let rows = Rows::new(&table, &mapping, date_format, Country::UnitedStates, today);
        let mut reader = rows.reader();
        for place in 0..rows.count() {
            let _ = reader.at(place).unwrap().map(|row| row.notes.len()).map_err(|row| row.to_string());
        }
    }
    let mut reader = table.reader();
    (0..table.count()).map(|place| reader.record(place).unwrap().line).collect()
}

proptest! {
    #[test]
    fn no_bytes_make_the_reader_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        read_as_far_as_it_goes(bytes);
    }

    #[test]
    fn rows_stand_in_the_order_of_their_lines_however_quotation_marks_and_line_breaks_fall(
        body in "([0-9aé\u{FEFF}]|\"|,|;|\r|\n|\r\n|/|-){0,120}",
    ) {
        let text = format!("Cust No,Cell,Last RO Date,VIN,Odometer\n{body}");
        let lines = read_as_far_as_it_goes(text.clone().into_bytes());
        prop_assert!(lines.is_sorted_by(|a, b| a < b), "{lines:?}");
        let last = text.matches('\n').count() + text.matches('\r').count() + 1;
        prop_assert!(lines.last().is_none_or(|line| *line as usize <= last));
    }

    #[test]
    fn no_workbook_that_is_none_makes_the_reader_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        read_as_far_as_it_goes([b"PK\x03\x04xl/workbook", bytes.as_slice()].concat());
        read_as_far_as_it_goes([b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", bytes.as_slice()].concat());
    }
}
