use domain::phone::E164;

use domain::phone::PhoneReading;

use super::*;
use crate::testing::{format, mapped};
use crate::{VinFault, cells::TEXT_CHARS_MAX};

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

fn read(text: &str) -> Vec<Result<Row, RejectedRow>> {
    let (table, mapping) = mapped(text);
    let mapping = mapping.check().unwrap();
    let rows = Rows::new(&table, &mapping, Some(format("%Y-%m-%d")), Country::Canada, day(2026, 11, 20));
    let mut reader = rows.reader();
    let read = (0..rows.count()).map(|place| {
        let row = reader.at(place).unwrap();
        let key = row.clone().map(|row| RowKey {
            customer_number: row.customer_number,
            vin: row.vin,
            delivered_on: row.delivered_on,
        });
        assert_eq!(reader.key_at(place).unwrap(), key, "a row's key is what the whole row says");
        row
    });
    read.collect()
}

/// The one row of a file with these columns beside the customer number and the cell phone.
fn one(columns: &str, cells: &str) -> Row {
    let mut rows = read(&format!("Cust No,Cell,{columns}\n7,416-555-0134,{cells}\n"));
    assert_eq!(rows.len(), 1);
    rows.remove(0).unwrap()
}

fn notes(row: &Row) -> Vec<(Field, NoteReason)> {
    row.notes.iter().map(|note| (note.field, note.reason)).collect()
}

#[test]
fn the_order_of_fields_is_their_place_in_the_list() {
    for (place, field) in Field::ALL.iter().enumerate() {
        assert_eq!(*field as usize, place);
    }
}

#[test]
fn a_full_row_gives_every_value_with_its_type() {
    let row = one(
        "VIN,Year,Odometer,Last RO Date,Delivery Date,Lang,Fleet,DNC,Last Contact,Contacted by,Recycle code,Next Appt,Consent,Consent date,Day/Late Day",
        "1HGCM82633A004352,2021,\"186,685\",2026-01-13,2021-05-06,F,N,N,2026-11-20,Ana,No answer,2026-12-01,Express,2024-02-03,Late Day",
    );
    assert_eq!(row.vin.as_deref(), Some("1HGCM82633A004352"));
    assert_eq!((row.year, row.odometer), (Some(2021), Some(186_685)));
    assert_eq!((row.last_ro_on, row.delivered_on), (Some(day(2026, 1, 13)), Some(day(2021, 5, 6))));
    assert_eq!((row.language, row.customer_type), (Some(Language::French), Some(CustomerType::Retail)));
    assert_eq!((row.do_not_call, row.day_preference), (Some(false), Some(DayPreference::LateDay)));
    assert_eq!((row.last_contact_on, row.next_appointment_on), (Some(day(2026, 11, 20)), Some(day(2026, 12, 1))));
    assert_eq!(row.last_contact_by.as_deref(), Some("Ana"));
    assert_eq!(row.last_contact_code.as_deref(), Some("No answer"));
    assert_eq!((row.consent, row.consent_on), (Some(Consent::Express), Some(day(2024, 2, 3))));
    assert_eq!(notes(&row), []);
}

#[test]
fn blank_cells_say_nothing_and_a_customer_needs_no_vehicle() {
    let row = one("VIN,Year,Lang,Fleet,DNC,Last RO Date,Home Phone,City", ",,,,,,, ");
    assert_eq!((row.vin, row.year, row.language, row.customer_type), (None, None, None, None));
    assert_eq!((row.do_not_call, row.last_ro_on, row.home_phone, row.city), (None, None, None, None));
}

#[test]
fn phones_keep_what_was_typed_beside_what_it_means() {
    let row = one("Home Phone,Work Phone", "call after 5,416-555-0190 ext 12");
    let number = |text| E164::parse(text).unwrap();
    let cell = row.phone(PhoneKind::Cell).unwrap();
    assert_eq!((cell.raw.as_str(), &cell.reading), ("416-555-0134", &PhoneReading::Number(number("+14165550134"))));
    let home = row.phone(PhoneKind::Home).unwrap();
    assert_eq!((home.raw.as_str(), &home.reading), ("call after 5", &PhoneReading::Invalid));
    let extension = PhoneReading::WithExtension(number("+14165550190"), "12".to_owned());
    assert_eq!(row.phone(PhoneKind::Work).unwrap().reading, extension);
}

#[test]
fn a_row_of_another_width_is_rejected_with_its_line_and_text() {
    let rejected: Vec<RejectedRow> =
        read("Cust No,Cell,City\n1,\"a\nb\",x\n2,5\n3,5,x,y\n4,5,x,,\n").into_iter().filter_map(Result::err).collect();
    let expected = [(4, 2, "2,5"), (5, 4, "3,5,x,y")].map(|(line, found, text)| RejectedRow {
        line,
        reason: RejectReason::WrongWidth { expected: 3, found },
        text: text.to_owned(),
    });
    assert_eq!(rejected, expected);
    assert_eq!(rejected[0].to_string(), "Line 4: It has 2 cells where the header has 3.");
}

#[test]
fn a_row_without_a_customer_number_or_with_an_open_quotation_mark_is_rejected() {
    let reasons: Vec<_> = read("Cust No,Cell,City\n ,5,x\n1,\"5,x\n2,5,x\n").into_iter().map(|row| row.err()).collect();
    let reasons: Vec<_> = reasons.into_iter().map(|row| row.map(|row| (row.line, row.reason))).collect();
    assert_eq!(reasons, [Some((2, RejectReason::NoCustomerNumber)), Some((3, RejectReason::UnclosedQuote)), None]);
}

#[test]
fn an_unreadable_cell_blanks_its_field_and_keeps_the_do_not_call_beside_it() {
    let row = one("Last RO Date,VIN,Odometer,Year,Lang,DNC", "20/11/26,ABC,lots,soon,Klingon,Y");
    assert_eq!(row.do_not_call, Some(true));
    assert_eq!((row.last_ro_on, row.vin.clone(), row.odometer, row.year, row.language), (None, None, None, None, None));
    let expected = [
        (Field::Language, NoteReason::UnknownWord),
        (Field::Vin, NoteReason::BadVin(VinFault::Length(3))),
        (Field::Year, NoteReason::UnreadableNumber),
        (Field::Odometer, NoteReason::UnreadableNumber),
        (Field::LastRoDate, NoteReason::UnreadableDate),
    ];
    assert_eq!(notes(&row), expected);
    assert_eq!(row.notes[1].to_string(), "VIN “ABC”: no VIN: it has 3 characters, not 17; the vehicle is left out");
}

#[test]
fn p13_a_remark_in_the_do_not_call_column_counts_as_do_not_call() {
    let row = one("DNC", "asked by letter");
    assert_eq!(row.do_not_call, Some(true));
    assert_eq!(notes(&row), [(Field::DoNotCall, NoteReason::TakenAsDoNotCall)]);
}

#[test]
fn what_has_happened_cannot_lie_in_the_future_but_an_appointment_can() {
    let row = one("Last RO Date,Last Contact,Delivery Date,Next Appt", "2026-11-21,2027-01-01,2026-11-30,2026-12-24");
    assert_eq!((row.last_ro_on, row.last_contact_on), (None, None));
    assert_eq!((row.delivered_on, row.next_appointment_on), (Some(day(2026, 11, 30)), Some(day(2026, 12, 24))));
    let expected = [(Field::LastRoDate, NoteReason::FutureDate), (Field::LastContactDate, NoteReason::FutureDate)];
    assert_eq!(notes(&row), expected);
}

#[test]
fn a_wrong_check_digit_and_a_text_without_end_are_noted_and_kept() {
    let row = one("VIN,City", &format!("1HGCM82643A004352,{}", "é".repeat(300)));
    assert_eq!(row.vin.as_deref(), Some("1HGCM82643A004352"));
    assert_eq!(row.city.as_deref(), Some("é".repeat(TEXT_CHARS_MAX).as_str()));
    assert_eq!(notes(&row), [(Field::City, NoteReason::Cut), (Field::Vin, NoteReason::CheckDigit)]);
}
