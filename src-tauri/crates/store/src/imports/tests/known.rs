//! An entry of the traffic log that a later file names otherwise is one.

use domain::event::{Event, Said, TrafficEntry, Who};

use super::{
    events::{by_number, cell, lead},
    *,
};

fn by_phone(last_name: &str) -> Who {
    Who { last_name: Some(last_name.to_owned()), phones: vec![cell("416 555 0177")], ..Who::default() }
}

/// Of the same day, changed a little.
fn entry(number: Option<&str>, change: impl FnOnce(&mut TrafficEntry)) -> Event {
    let (_, event) = lead("any", "Quill");
    let Event::TrafficEntry(mut entry) = event else { panic!("a lead is an entry of the traffic log") };
    entry.number = number.map(str::to_owned);
    change(&mut entry);
    Event::TrafficEntry(entry)
}

fn plain(number: Option<&str>) -> Event {
    entry(number, |_| {})
}

impl World {
    fn keys(&self) -> Option<String> {
        self.value("SELECT group_concat(source_key, ', ') FROM (SELECT source_key FROM traffic_entry ORDER BY id)")
    }

    fn owners(&self) -> Option<String> {
        self.value(
            "SELECT group_concat(number, ', ') FROM (SELECT c.number FROM traffic_entry t
                JOIN customer c ON c.id = t.customer_id ORDER BY t.id)",
        )
    }
}

#[test]
fn an_entry_whose_own_number_comes_in_a_later_file_is_one_and_known_by_it_from_then_on() {
    let mut world = World::new().with_customers();
    assert_eq!(world.take(&[(by_phone("Quill"), plain(None))]).1, [Fate::New]);
    let before = world.keys();
    let file = [(by_phone("Quill"), plain(Some("T1")))];
    assert_eq!(world.would_take(&file).changed, 1, "a preview says the same");
    let (again, fates, _) = world.take(&file);
    assert_eq!((fates, world.keys()), (vec![Fate::Changed], Some("T1".to_owned())));
    assert_eq!(world.take(&file).1, [Fate::Same]);
    assert_eq!(world.take(&[(by_phone("Quill"), plain(None))]).1, [Fate::Same], "a file without numbers, once more");
    assert_eq!(world.keys(), Some("T1".to_owned()));
    // Nothing came after it that said anything else.
    let newest = world.store.read(|db| list(db, STORE)).unwrap();
    for row in newest.iter().filter(|row| row.source == domain::source::DataSource::TrafficEntry && row.id >= again) {
        world.undo(row.id).unwrap();
    }
    assert_eq!(world.keys(), before);
}

#[test]
fn an_entry_whose_customer_number_comes_in_a_later_file_is_one_and_goes_to_that_customer() {
    let mut world = World::new().with_customers();
    world.take(&[(by_phone("Quill"), plain(None))]);
    assert_eq!(world.owners(), Some("L-1".to_owned()));
    // The dealer system knows them now.
    let quill = customer("1042").at(PhoneKind::Cell, "416 555 0177").with(Field::LastName, "Quill");
    world.import(&[quill]);
    let who = Who { phones: vec![cell("416 555 0177")], last_name: Some("quill ".to_owned()), ..by_number("1042") };
    assert_eq!(world.take(&[(who.clone(), plain(None))]).1, [Fate::Changed]);
    assert_eq!((world.count("traffic_entry"), world.owners()), (1, Some("1042".to_owned())));
    assert_eq!(world.take(&[(who, plain(None))]).1, [Fate::Same]);
}

#[test]
fn entries_of_one_day_with_numbers_of_their_own_are_as_many_as_their_numbers() {
    let mut world = World::new().with_customers();
    assert_eq!(world.take(&[(by_number("7"), plain(Some("T1")))]).1, [Fate::New]);
    assert_eq!(world.take(&[(by_number("7"), plain(Some("T2")))]).1, [Fate::New]);
    // Which of the two is meant, nobody can say.
    let (_, fates, tally) = world.take(&[(by_number("7"), plain(None))]);
    assert_eq!((fates, tally.new, tally.doubtful), (vec![Fate::Doubtful], 1, 1));
    assert_eq!(world.count("traffic_entry"), 3);
}

#[test]
fn an_entry_that_says_something_else_of_the_same_day_is_another_one_and_doubtful() {
    let said = |text: &str| Said::Is(text.to_owned());
    let changes: [fn(&mut TrafficEntry); 4] = [
        |entry| entry.salesperson = Said::Is("Kim".to_owned()),
        |entry| entry.interest = Said::Is("Pilot".to_owned()),
        |entry| entry.traffic_type = Said::Is("Walk-in".to_owned()),
        |entry| entry.entered_at = Some("2026-11-20T15:30:00Z".parse().unwrap()),
    ];
    for change in changes {
        let mut world = World::new().with_customers();
        let first = entry(None, |entry| {
            (entry.salesperson, entry.interest, entry.traffic_type) = (said("Lee"), said("Civic"), said("Phone"));
        });
        world.take(&[(by_number("7"), first)]);
        assert_eq!(world.take(&[(by_number("7"), entry(Some("T1"), change))]).1, [Fate::Doubtful]);
        assert_eq!(world.count("traffic_entry"), 2);
    }
    let mut world = World::new().with_customers();
    world.take(&[(by_number("7"), entry(None, |entry| entry.salesperson = said("Lee")))]);
    let later = entry(Some("T1"), |entry| {
        entry.salesperson = said(" LEE");
        entry.status = Some("Lost".to_owned());
        // A date without a time.
        entry.entered_at = Some("2026-11-20T05:00:00Z".parse().unwrap());
    });
    assert_eq!(
        world.take(&[(by_number("7"), later)]).1,
        [Fate::Changed],
        "a status changes, and a time may be missing"
    );
}

#[test]
fn a_household_with_one_telephone_has_an_entry_each_and_the_file_says_that_it_is_not_sure() {
    let mut world = World::new().with_customers();
    world.take(&[(by_phone("Quill"), plain(None))]);
    let roy = customer("1043").at(PhoneKind::Cell, "416 555 0177").with(Field::LastName, "Roy");
    world.import(&[roy]);
    let who = Who { phones: vec![cell("416 555 0177")], last_name: Some("Roy".to_owned()), ..by_number("1043") };
    assert_eq!(world.take(&[(who, plain(None))]).1, [Fate::Doubtful]);
    assert_eq!(world.owners(), Some("L-1, 1043".to_owned()));
    let newest = world.store.read(|db| list(db, STORE)).unwrap().remove(0);
    assert_eq!(newest.summary.doubtful_events, 1);
}
