//! Every fault beside its place; what cannot hold together is a notice.

use chrono::NaiveDate;
use domain::fetch::{
    About, Comparison, Group, Has, ITEMS_MAX, Item, Part, Query, Relation, Rule, Unit, catalogue::FIELDS, check,
    notices,
};

use super::asked;

fn rule(field: &str, comparison: Comparison, values: &[&str]) -> Item {
    let values = values.iter().map(|value| (*value).to_owned()).collect();
    Item::Rule(Rule { field: field.to_owned(), comparison, values, unit: None })
}

fn faults(items: Vec<Item>) -> Vec<(Vec<usize>, Part, String)> {
    let query = Query { about: About::Vehicles, root: Group::all(items) };
    let faults = check(&query).expect_err("a fault");
    faults.into_iter().map(|fault| (fault.path, fault.part, fault.message)).collect()
}

fn only_fault(item: Item) -> (Part, String) {
    let mut faults = faults(vec![item]);
    assert_eq!(faults.len(), 1, "{faults:?}");
    let (path, part, message) = faults.remove(0);
    assert_eq!(path, [0]);
    assert!(message.ends_with(['.', '…']), "{message}");
    (part, message)
}

fn said(line: &str) -> Vec<String> {
    let today = NaiveDate::from_ymd_opt(2026, 11, 24).expect("a day");
    notices(&asked(line), today).into_iter().map(|notice| notice.message).collect()
}

#[test]
fn a_query_on_nothing_is_refused() {
    let faults = faults(vec![]);
    let message = "This query asks nothing, and would find everybody. Add a rule.".to_owned();
    assert_eq!(faults, [(vec![], Part::Group, message)]);
}

#[test]
fn every_fault_is_named_beside_its_place() {
    let inner = Group::any(vec![
        rule("vehicle.colour", Comparison::Is, &["red"]),
        rule("vehicle.year", Comparison::Is, &["old"]),
        Item::Group(Group::default()),
    ]);
    let of_orders = Has {
        relation: Relation::RepairOrders,
        negated: false,
        within: None,
        rules: Group::all(vec![rule("vehicle.make", Comparison::Is, &["Honda"])]),
    };
    let faults =
        faults(vec![rule("vehicle.make", Comparison::Is, &["Honda"]), Item::Group(inner), Item::Has(of_orders)]);
    let places: Vec<_> = faults.iter().map(|(path, part, _)| (path.clone(), *part)).collect();
    assert_eq!(
        places,
        [(vec![1, 0], Part::Field), (vec![1, 1], Part::Values), (vec![1, 2], Part::Group), (vec![2, 0], Part::Field),]
    );
    assert_eq!(faults[0].2, "The field vehicle.colour is no longer there. Choose another.");
}

#[test]
fn a_value_that_is_none_of_its_kind_is_refused() {
    for (field, comparison, value) in [
        ("vehicle.year", Comparison::Is, "2019.5"),
        ("vehicle.year", Comparison::Is, "99999999999999999999"),
        ("vehicle.last_ro_on", Comparison::Before, "0000-00-00"),
        ("vehicle.last_ro_on", Comparison::Before, "2026-02-30"),
        ("vehicle.last_ro_on", Comparison::Before, "4/15/2015"),
        ("vehicle.last_ro_on", Comparison::On, "1066-10-14"),
        ("vehicle.has_open_repair_order", Comparison::Is, "maybe"),
        ("customer.language", Comparison::Is, "Klingon"),
        ("vehicle.make", Comparison::Is, "  "),
    ] {
        assert_eq!(only_fault(rule(field, comparison, &[value])).0, Part::Values, "{value}");
    }
    let zero = only_fault(rule("vehicle.last_ro_on", Comparison::Before, &["0000-00-00"]));
    assert_eq!(zero.1, "0000-00-00 is no date. Write it like 2026-02-14.");
}

#[test]
fn a_comparison_of_another_kind_and_a_missing_end_are_refused() {
    assert_eq!(only_fault(rule("vehicle.make", Comparison::LessThan, &["Honda"])).0, Part::Comparison);
    assert_eq!(only_fault(rule("vehicle.year", Comparison::Between, &["2019"])).1, "Enter both ends.");
    let backwards = only_fault(rule("vehicle.year", Comparison::Between, &["2020", "2019"]));
    assert_eq!(backwards.1, "The second number is smaller than the first.");
    let without_unit = only_fault(rule("vehicle.last_ro_on", Comparison::MoreThanAgo, &["6"]));
    assert_eq!(without_unit.1, "Choose days, weeks, months or years.");
    let long = Item::Rule(Rule {
        field: "vehicle.last_ro_on".to_owned(),
        comparison: Comparison::MoreThanAgo,
        values: vec!["4294967296".to_owned()],
        unit: Some(Unit::Years),
    });
    assert_eq!(only_fault(long).1, "Enter 0 to 9999.");
}

#[test]
fn a_relation_that_a_source_does_not_have_and_a_period_without_a_date_are_refused() {
    let has = |relation| {
        Item::Has(Has {
            relation,
            negated: false,
            within: Some(domain::fetch::Period { reach: domain::fetch::Reach::Last, count: 1, unit: Unit::Days }),
            rules: Group::default(),
        })
    };
    assert_eq!(only_fault(has(Relation::Vehicles)).0, Part::Relation, "a vehicle has no vehicles");
    let query = Query { about: About::Customers, root: Group::all(vec![has(Relation::Vehicles)]) };
    assert_eq!(check(&query).expect_err("a fault")[0].part, Part::Period);
}

#[test]
fn a_tree_without_measure_is_refused() {
    let honda = || rule("vehicle.make", Comparison::Is, &["Honda"]);
    let wide = (0..=ITEMS_MAX).map(|_| honda()).collect();
    assert!(faults(wide)[0].2.contains("at most 200 rules"));
    let deep = (0..50).fold(Group::all(vec![honda()]), |inner, _| Group::all(vec![Item::Group(inner)]));
    assert!(faults(deep.items)[0].2.contains("at most 8 deep"));
    let values: Vec<String> = (0..101).map(|n| n.to_string()).collect();
    let values: Vec<&str> = values.iter().map(String::as_str).collect();
    assert_eq!(only_fault(rule("vehicle.make", Comparison::OneOf, &values)).1, "Enter 1 to 100 values.");
    let long = "x".repeat(201);
    assert_eq!(only_fault(rule("vehicle.make", Comparison::Is, &[&long])).0, Part::Values);
}

#[test]
fn rules_that_cannot_hold_together_are_named() {
    for (line, notice) in [
        ("Make = Honda and Make = Toyota", "Make cannot be both Honda and Toyota. This finds nobody."),
        ("Make = Honda and (Year > 2019 and Make = Kia)", "Make cannot be both Honda and Kia. This finds nobody."),
        ("Year > 2020 and Year < 2020", "No number satisfies all rules about Year. This finds nobody."),
        ("Make is empty and Make = Honda", "Make cannot be empty and have a value. This finds nobody."),
        ("Make = Honda and Make != Honda", "Two rules about Make say the opposite of each other. This finds nobody."),
        ("\"Open RO\" = yes and \"Open RO\" = no", "Open RO cannot be yes and no. This finds nobody."),
        (
            "\"Last RO Date\" more than 6 months ago and \"Last RO Date\" within the last 3 months",
            "No date satisfies all rules about Last RO Date. This finds nobody.",
        ),
        (
            "has \"Repair Orders\" where (\"Pay Type\" = \"Customer Pay\" and \"Pay Type\" = \"Warranty Pay\")",
            "Pay Type cannot be both Customer Pay and Warranty Pay. This finds nobody.",
        ),
    ] {
        assert_eq!(said(line), [notice], "{line}");
    }
}

#[test]
fn rules_that_can_hold_together_are_not_named() {
    for line in [
        "Make = Honda or Make = Toyota",
        "Make = honda and Make = \" HONDA \"",
        "City = Montréal and City = Montreal",
        "Year >= 2020 and Year <= 2020",
        "\"Last RO Date\" more than 3 months ago and \"Last RO Date\" within the last 6 months",
        "has \"Repair Orders\" where (Opcodes = LOF and Opcodes = BRK)",
        "Make is one of (Honda, Toyota) and Make is one of (Kia, Honda)",
        "has \"Repair Orders\" where (Amount > 3) and has \"Repair Orders\" where (Amount < 3)",
    ] {
        assert_eq!(said(line), Vec::<String>::new(), "{line}");
    }
}

#[test]
fn labels_are_one_of_a_kind_where_they_stand_together() {
    use domain::fetch::{Source, Subject};
    for source in Source::ALL {
        for subject in [Subject::Whole, Subject::Related] {
            let mut labels: Vec<String> = source.fields(subject).map(|field| field.label.to_lowercase()).collect();
            labels.sort();
            let many = labels.len();
            labels.dedup();
            assert_eq!(labels.len(), many, "{source:?}");
            assert!(many > 0, "{source:?}");
        }
    }
    let mut words: Vec<_> = FIELDS.iter().map(|field| field.word).collect();
    words.sort_unstable();
    words.dedup();
    assert_eq!(words.len(), FIELDS.len());
    assert!(FIELDS.iter().all(|field| field.word.starts_with(&format!("{}.", field.source.word()))));
}

#[test]
fn choices_say_what_the_rest_of_the_program_says() {
    use domain::{contact_type::ContactType, disposition::Disposition, fetch::catalogue::find};
    let types: Vec<_> = ContactType::ALL.iter().map(|of| (of.word(), of.title())).collect();
    for word in ["contact.contact_type", "drop.contact_type", "turn_off.contact_type"] {
        assert_eq!(find(word).expect(word).options, types);
    }
    let results: Vec<_> = Disposition::ALL.iter().map(|of| (of.word(), of.title())).collect();
    assert_eq!(find("drop.disposition").expect("results").options, results);
    let of = |word: &str| find(word).expect("a field").options.iter().map(|(word, _)| *word).collect::<Vec<_>>();
    let words = |all: &[domain::facts::AppointmentState]| all.iter().map(|v| v.word()).collect::<Vec<_>>();
    assert_eq!(of("appointment.state"), words(domain::facts::AppointmentState::ALL));
    assert_eq!(of("repair_order.pay"), domain::facts::PayType::ALL.iter().map(|v| v.word()).collect::<Vec<_>>());
}
