//! Completion: what can stand at the caret.

use domain::fetch::{About, Completion, SuggestionKind, complete};
use proptest::prelude::*;

fn at_end(line: &str) -> Completion {
    complete(About::Vehicles, line, line.len())
}

fn labels(line: &str) -> Vec<String> {
    at_end(line).suggestions.into_iter().map(|of| of.label).collect()
}

fn offers(line: &str, label: &str) -> bool {
    labels(line).iter().any(|offered| offered == label)
}

#[test]
fn an_empty_line_offers_fields_and_has() {
    assert!(offers("", "Make") && offers("", "Last RO Date") && offers("", "has") && offers("", "not"));
}

#[test]
fn a_letter_narrows_and_is_replaced() {
    let completion = at_end("Make = Honda and Las");
    assert_eq!((completion.start, completion.end), (17, 20));
    let texts: Vec<_> = completion.suggestions.iter().map(|of| of.text.as_str()).collect();
    assert!(texts.contains(&"\"Last RO Date\""), "{texts:?}");
    assert!(!texts.contains(&"Make"));
}

#[test]
fn a_name_of_several_words_is_replaced_as_a_whole() {
    let completion = at_end("Last RO D");
    assert_eq!(completion.start, 0);
    assert_eq!(completion.suggestions[0].text, "\"Last RO Date\"");
    assert_eq!(at_end("\"Last RO").start, 0, "an open quote too");
}

#[test]
fn behind_a_field_come_its_comparisons() {
    assert!(offers("Make ", "is") && offers("Make ", "contains") && !offers("Make ", "is more than"));
    assert!(offers("\"Last RO Date\" ", "is more than … ago"));
    assert!(offers("Year ", "is between"));
    assert!(offers("Make co", "contains"));
}

#[test]
fn behind_a_comparison_come_the_values_on_file() {
    let completion = at_end("Make = Ho");
    assert_eq!(completion.values_of.map(|field| field.word), Some("vehicle.make"));
    assert_eq!((completion.start, completion.typed.as_str()), (7, "Ho"));
    let completion = at_end("Make is one of (Honda, ");
    assert_eq!(completion.values_of.map(|field| field.word), Some("vehicle.make"));
    assert!(offers("Language = ", "French"));
    assert!(offers("\"Open RO\" = ", "yes"));
}

#[test]
fn behind_a_whole_rule_come_and_and_or() {
    assert!(offers("Year = 2019 ", "and") && offers("Year = 2019 ", "or"));
    assert!(!offers("Year = 2019 ", ")"));
    assert!(offers("(Year = 2019 ", ")"));
}

#[test]
fn has_offers_what_there_is_and_then_a_period_and_where() {
    assert!(offers("has ", "Repair Orders") && offers("has ", "no"));
    assert!(offers("has no Rep", "Repair Orders"));
    assert!(offers("has \"Repair Orders\" ", "within the last") && offers("has \"Repair Orders\" ", "where"));
    assert!(offers("has \"Repair Orders\" where (", "Amount"));
    assert!(!offers("has \"Repair Orders\" where (", "Make"), "a vehicle's field");
    assert!(offers("has \"Repair Orders\" within the last 6 ", "months"));
}

#[test]
fn only_what_stands_before_the_caret_counts() {
    let completion = complete(About::Vehicles, "Make = Honda", 2);
    assert_eq!((completion.start, completion.end), (0, 2));
    assert!(completion.suggestions.iter().any(|of| of.label == "Make" && of.kind == SuggestionKind::Field));
}

#[test]
fn a_line_that_cannot_be_read_offers_nothing() {
    assert_eq!(labels("Colour = red and "), Vec::<String>::new());
}

proptest! {
    #[test]
    fn no_text_and_no_caret_makes_it_panic(line in "\\PC{0,40}", caret in 0..200_usize) {
        let completion = complete(About::Customers, &line, caret);
        prop_assert!(line.is_char_boundary(completion.start) && line.is_char_boundary(completion.end));
    }
}
