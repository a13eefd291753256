//! S3: when a booking came onto the file.

use domain::{
    event::{Appointment, Event, Who},
    facts::AppointmentState,
};

use super::{events::by_number, *};

impl World {
    fn known_at(&self) -> Option<i64> {
        self.value("SELECT CAST(known_at AS TEXT) FROM appointment").map(|at| at.parse().unwrap())
    }
}

fn appointment(state: Option<AppointmentState>) -> [(Who, Event); 1] {
    let on = "2026-12-25".parse().unwrap();
    let appointment = Appointment { number: Some("A1".to_owned()), on, state, ..Appointment::default() };
    [(by_number("7"), Event::Appointment(appointment))]
}

#[test]
fn s3_an_appointment_is_known_from_the_moment_in_which_its_first_file_came() {
    let mut world = World::new().with_customers();
    world.take(&appointment(None));
    let first = ms(world.now);
    assert_eq!(world.known_at(), Some(first));
    assert_eq!(world.take(&appointment(Some(AppointmentState::Booked))).1, [Fate::Same]);
    world.take(&appointment(Some(AppointmentState::Confirmed)));
    assert_eq!(world.known_at(), Some(first), "the same booking still");
}

#[test]
fn s3_what_was_deleted_and_is_booked_again_is_known_from_then_and_undo_puts_it_back() {
    let mut world = World::new().with_customers();
    world.take(&appointment(Some(AppointmentState::Booked)));
    let first = world.known_at();
    world.take(&appointment(Some(AppointmentState::Deleted)));
    assert_eq!(world.known_at(), first);
    let (again, fates, _) = world.take(&appointment(Some(AppointmentState::Booked)));
    assert_eq!((world.known_at(), fates), (Some(ms(world.now)), vec![Fate::Changed]));
    let undone = world.undo(again).unwrap();
    assert_eq!((undone.restored_values, undone.left), (1, vec![]), "a person changed one thing: the status");
    assert_eq!(world.known_at(), first);
}
