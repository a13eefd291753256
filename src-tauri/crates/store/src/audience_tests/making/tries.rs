//! Drops that were tried before.

use domain::contact_type::ContactType;

use super::{MESSAGES, Maker, TYPES_ASKED};
use crate::audience_tests::dealership::{End, Event, Person, Try, What, Whose};

impl Maker {
    pub fn tries(&mut self, people: &[Person], numbers: usize, asked: ContactType) -> Vec<Try> {
        let mut tries: Vec<Try> = vec![];
        for _ in 0..self.chance.below(7) {
            let person = self.chance.below(people.len());
            let on_file: Vec<usize> = people[person].numbers().map(|(_, place)| place).collect();
            let is_on_file = !on_file.is_empty() && self.chance.percent(85);
            let number = if is_on_file { self.chance.one_of(&on_file) } else { self.chance.below(numbers) };
            let end = self.chance.one_of(&[
                End::Delivered,
                End::Delivered,
                End::TreatedAsDelivered,
                End::Failed,
                End::NotSent,
                End::InFlight,
                End::Overdue,
            ]);
            if end.is_open() && tries.iter().any(|t| t.number == number && t.end.is_open()) {
                continue;
            }
            let contact_type = if self.chance.percent(50) { asked } else { self.chance.one_of(&TYPES_ASKED) };
            let days_back = self.chance.one_of(&[0, 0, 1, 2, 6, 7, 8, 29, 30, 31]);
            tries.push(Try {
                person,
                number,
                message: self.chance.below(MESSAGES),
                contact_type,
                by_query: contact_type == ContactType::FetchAutomation || self.chance.percent(25),
                on: self.day(-days_back, -days_back),
                end,
                whose: self.chance.one_of(&[Whose::Ours, Whose::Other]),
                about: self.about(&people[person], asked),
            });
        }
        // While one is open on a number, no other can begin there.
        tries.sort_by_key(|t| t.end.is_open());
        tries
    }

    /// A drop is about events of one kind only: the asked one's.
    fn about(&mut self, person: &Person, asked: ContactType) -> Vec<usize> {
        let fits = |event: &Event| {
            matches!(
                (asked, &event.what),
                (ContactType::Sales, What::Deal { .. }) | (ContactType::Unsold, What::Traffic { .. })
            )
        };
        let events: Vec<usize> = (0..person.events.len()).filter(|place| fits(&person.events[*place])).collect();
        self.chance.some_of(60, &events)
    }
}
