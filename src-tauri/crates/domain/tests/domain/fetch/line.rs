//! The typed line reads and writes the same query as the tree.

use domain::fetch::{About, Comparison, Item, LINE_CHARS_MAX, Unit, check, parse, print};
use proptest::prelude::*;

use super::{read, trees};

fn printed(line: &str) -> String {
    print(&read(line))
}

fn message(about: About, line: &str) -> (usize, String) {
    let error = parse(about, line).expect_err(line);
    assert!(error.start <= error.end && error.end <= line.len(), "{error:?}");
    (error.start, error.message)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn a_tree_written_as_a_line_is_read_back_as_the_same_tree(query in trees::query()) {
        prop_assert!(check(&query).is_ok(), "{:?}", check(&query));
        let line = print(&query);
        let again = parse(query.about, &line);
        prop_assert_eq!(again.as_ref(), Ok(&query), "{}", line);
        prop_assert_eq!(again.map(|query| print(&query)), Ok(line));
    }

    #[test]
    fn no_text_makes_the_parser_panic(about in prop::sample::select(About::ALL), line in "\\PC{0,60}") {
        let _ = parse(about, &line);
    }

    #[test]
    fn no_row_of_its_own_words_makes_the_parser_panic(words in prop::collection::vec(word(), 0..20)) {
        let line = words.join(" ");
        if let Ok(query) = parse(About::Customers, &line) {
            prop_assert_eq!(parse(About::Customers, &print(&query)), Ok(query));
        }
    }
}

fn word() -> impl Strategy<Value = String> {
    let words = [
        "City",
        "Make",
        "\"Last Contact Date\"",
        "=",
        "!=",
        "<",
        "more than",
        "within the last",
        "6",
        "months",
        "ago",
        "and",
        "or",
        "not",
        "(",
        ")",
        "has",
        "no",
        "\"Repair Orders\"",
        "where",
        "Amount",
        ">",
        "300",
        "any",
        "all",
        "is",
        "empty",
        ",",
        "\"",
        "Honda",
        "between",
        "one of",
        "Language",
        "French",
        "2026-01-01",
    ];
    prop::sample::select(words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>())
}

#[test]
fn the_line_of_the_issue_is_read() {
    let query = read(r#"Make = Honda and "Last RO Date" more than 6 months ago"#);
    let [Item::Rule(make), Item::Rule(last)] = query.root.items.as_slice() else { panic!("{query:?}") };
    assert_eq!(
        (make.field.as_str(), make.comparison, make.values.as_slice()),
        ("vehicle.make", Comparison::Is, ["Honda".to_owned()].as_slice())
    );
    assert_eq!(
        (last.field.as_str(), last.comparison, last.unit),
        ("vehicle.last_ro_on", Comparison::MoreThanAgo, Some(Unit::Months))
    );
}

#[test]
fn names_need_no_quotes_and_no_capitals() {
    let quoted = read(r#""Last RO Date" more than 6 months ago and City = "New York""#);
    assert_eq!(read("last ro date more than 6 months ago and CITY = New York"), quoted);
    assert_eq!(read("“Last RO Date” MORE THAN 6 months ago AND city is New York"), quoted);
}

#[test]
fn a_sign_typed_for_a_date_becomes_words() {
    for (typed, words) in [
        ("2024-02-29", "before 2024-02-29"),
        ("< 2024-02-29", "before 2024-02-29"),
        ("> 2024-02-29", "after 2024-02-29"),
        ("= 2024-02-29", "on 2024-02-29"),
        ("<= 2024-02-29", "before 2024-03-01"),
        (">= 2024-03-01", "after 2024-02-29"),
        ("is 2024-02-29", "on 2024-02-29"),
        ("< 6 months ago", "more than 6 months ago"),
        ("> 2 weeks ahead", "more than 2 weeks ahead"),
        ("less than 6 months ago", "within the last 6 months"),
        ("in the last month", "within the last 1 month"),
        ("was more than 1 year ago", "more than 1 year ago"),
    ] {
        if typed.starts_with(char::is_numeric) {
            assert!(parse(About::Vehicles, &format!("\"Last RO Date\" {typed}")).is_err());
            continue;
        }
        assert_eq!(printed(&format!("\"Last RO Date\" {typed}")), format!("\"Last RO Date\" {words}"), "{typed}");
    }
}

#[test]
fn a_sign_that_could_mean_two_things_is_asked_about() {
    let (at, message) = message(About::Vehicles, r#""Last RO Date" > 6 months ago"#);
    assert_eq!(at, 15);
    assert_eq!(message, "Say \"more than 6 months ago\" or \"within the last 6 months\".");
}

#[test]
fn and_binds_tighter_than_or() {
    assert_eq!(printed("City = A and City = B or City = C"), "(City = A and City = B) or City = C");
    assert_eq!(printed("City = A and (City = B or City = C)"), "City = A and (City = B or City = C)");
    assert_eq!(printed("not City = A"), "not (City = A)");
    assert_eq!(printed("not all (City = A or City = B)"), "not all ((City = A or City = B))");
}

#[test]
fn has_takes_a_period_and_rules_of_its_own_rows() {
    let line = r#"has no "Repair Orders" within the last 6 months where (Amount > 300 and Opcodes = LOF)"#;
    assert_eq!(printed(line), line);
    assert_eq!(printed("has repair orders where Amount > 300"), r#"has "Repair Orders" where (Amount > 300)"#);
    let nested = r#"has Vehicles where (Make = Honda and has no "Repair Orders")"#;
    let query = parse(About::Customers, nested).expect(nested);
    assert_eq!(print(&query), nested);
    assert!(check(&query).is_ok());
}

#[test]
fn an_error_says_where_and_what_was_expected() {
    for (line, at, part) in [
        ("", 0, "The line ends too early. Expected: "),
        ("Make", 4, "how Make is compared"),
        ("Make = ", 7, "a value of Make"),
        ("Make = Honda and", 16, "a field"),
        ("Make = Honda City = Oslo", 18, "= does not fit here"),
        ("Colour = red", 0, "\"Colour\" does not fit here"),
        ("Amount > 300", 0, "Amount belongs to Repair Orders. Ask: has \"Repair Orders\" where Amount"),
        ("(Make = Honda", 13, "Expected: "),
        ("Make = \"Honda", 7, "This quote is not closed"),
        ("has Cars", 4, "for example \"Repair Orders\""),
        ("\"Last RO Date\" more than six ago", 29, "days, weeks, months or years"),
        ("has \"Repair Orders\" within the last 99999 months", 36, "Say how long"),
    ] {
        let (start, message) = message(About::Vehicles, line);
        assert_eq!(start, at, "{line}: {message}");
        assert!(message.contains(part), "{line}: {message}");
        assert!(message.ends_with('.') || message.ends_with('…'), "{message}");
    }
}

#[test]
fn brackets_without_end_and_lines_without_end_are_refused() {
    let deep = "(".repeat(LINE_CHARS_MAX - 1);
    assert!(message(About::Customers, &deep).1.contains("deep"));
    let long = "x".repeat(LINE_CHARS_MAX + 1);
    assert!(message(About::Customers, &long).1.contains("too long"));
    let not = "not ".repeat(LINE_CHARS_MAX / 5);
    assert!(message(About::Customers, &not).1.contains("deep"));
}
