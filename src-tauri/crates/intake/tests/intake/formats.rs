//! The same list, however it is written, is the same list.

use std::io::Cursor;

use chrono::NaiveDate;
use intake::{Delimiter, Encoding, IntakeError, RejectReason, SourceFile};

use crate::{
    dealer_export::{Prepared, prepare},
    export_builder::Export,
};

fn assert_reads_as_meant(prepared: &Prepared, how: &str) {
    let rows = prepared.rows();
    let [Ok(zoe), Ok(chloe), Err(broken)] = rows.as_slice() else { panic!("{how}: {rows:?}") };
    assert_eq!(
        (zoe.line, zoe.first_name.as_deref(), zoe.last_name.as_deref()),
        (2, Some("Zoë"), Some("Müller")),
        "{how}"
    );
    assert_eq!(zoe.address.as_deref(), Some("12 \"King\" St, Apt 3; left|right\tside"), "{how}");
    assert_eq!(zoe.last_ro_on, NaiveDate::from_ymd_opt(2026, 1, 13), "{how}");
    assert_eq!((chloe.line, chloe.do_not_call, chloe.vin.as_deref()), (3, Some(true), None), "{how}");
    assert_eq!(chloe.address.as_deref(), Some("1 rue Côté\nbureau 2"), "{how}");
    assert_eq!((broken.line, broken.reason), (5, RejectReason::WrongWidth { expected: 8, found: 2 }), "{how}");
}

#[test]
fn every_encoding_and_delimiter_reads_the_same() {
    for encoding in Encoding::ALL {
        for delimiter in Delimiter::ALL {
            let prepared = prepare(&Export::small().written_in(encoding, delimiter).file());
            let format = prepared.table.format;
            assert_eq!((format.encoding_word(), format.delimiter_word()), (encoding.word(), delimiter.word()));
            assert_reads_as_meant(&prepared, &format!("{encoding:?}, {delimiter:?}"));
        }
    }
}

#[test]
fn every_line_break_reads_the_same() {
    for line_break in ["\n", "\r\n", "\r"] {
        assert_reads_as_meant(
            &prepare(&Export::small().with_line_break(line_break).file()),
            &format!("{line_break:?}"),
        );
    }
}

#[test]
fn a_person_can_overrule_encoding_and_delimiter() {
    let file = Export::small().file();
    let table = file.table(Some(Encoding::Windows1252), None).unwrap();
    assert_eq!(table.header[1], "PrÃ©nom");
    let table = file.table(None, Some(Delimiter::Semicolon)).unwrap();
    assert_eq!(table.header.len(), 1);
}

#[test]
fn an_excel_file_reads_as_its_first_sheet() {
    let mut workbook = rust_xlsxwriter::Workbook::new();
    let sheet = workbook.add_worksheet();
    let date = rust_xlsxwriter::Format::new().set_num_format("m/d/yyyy");
    for (column, name) in ["Cust No", "Last Name", "Cell", "Last RO Date", "DNC"].into_iter().enumerate() {
        sheet.write_string(0, column as u16, name).unwrap();
    }
    sheet.write_number(2, 0, 1001.0).unwrap();
    sheet.write_string(2, 1, "Müller").unwrap();
    sheet.write_number(2, 2, 4_165_550_134.0).unwrap();
    let day = rust_xlsxwriter::ExcelDateTime::from_ymd(2026, 1, 13).unwrap();
    sheet.write_datetime_with_format(2, 3, &day, &date).unwrap();
    let bytes = workbook.save_to_buffer().unwrap();

    let file = SourceFile::read("list.xlsx".to_owned(), Cursor::new(bytes)).unwrap();
    assert_eq!(file.guess_encoding(), Ok(None));
    let prepared = prepare(&file);
    assert_eq!(prepared.table.format.encoding_word(), "workbook");
    let row = prepared.rows().remove(0).unwrap();
    assert_eq!((row.line, row.customer_number.as_str(), row.last_name.as_deref()), (3, "1001", Some("Müller")));
    assert_eq!(row.cell_phone.unwrap().raw, "4165550134");
    assert_eq!((row.last_ro_on, row.do_not_call), (NaiveDate::from_ymd_opt(2026, 1, 13), None));
}

#[test]
fn every_refusal_is_a_sentence_that_names_no_folder() {
    let errors = [
        IntakeError::NotFound,
        IntakeError::IsFolder,
        IntakeError::Empty,
        IntakeError::HeaderOnly { header: vec!["C:\\Exports/Cust No".to_owned()] },
        IntakeError::BadWorkbook,
        IntakeError::NotAnExport { kind: "a PDF document" },
        IntakeError::LineTooLong { line: 1, limit_kib: 1024 },
        SourceFile::open(std::path::Path::new("/no/such/folder/export.csv")).unwrap_err(),
    ];
    for error in errors {
        let text = error.to_string();
        assert!(text.ends_with('.') && !text.contains('/') && !text.contains('\\'), "{text}");
    }
}
