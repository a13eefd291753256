//! Makes a dealership that fails smaller, as long as it fails.

use super::dealership::{Dealership, Number, OnCar, OutFile, Person};

/// Gives the smallest that was found, with what is wrong there.
pub fn shrink(
    dealership: Dealership,
    why: String,
    fails: impl Fn(&Dealership) -> Option<String>,
) -> (Dealership, String) {
    let mut best = (dealership, why);
    loop {
        let smaller = steps(&best.0).into_iter().find_map(|d| fails(&d).map(|why| (d, why)));
        match smaller {
            Some(smaller) => best = smaller,
            None => return best,
        }
    }
}

/// Every dealership that has one thing less.
fn steps(d: &Dealership) -> Vec<Dealership> {
    let mut steps = vec![];
    let mut with = |change: &dyn Fn(&mut Dealership)| {
        let mut smaller = d.clone();
        change(&mut smaller);
        steps.push(smaller);
    };
    for place in (0..d.people.len()).rev() {
        with(&|d| without_person(d, place));
    }
    for place in 0..d.tries.len() {
        with(&|d| drop(d.tries.remove(place)));
    }
    for place in 0..d.people.len() {
        let person = &d.people[place];
        for car in 0..person.cars.len() {
            with(&|d| without_car(&mut d.people[place], car));
        }
        for event in 0..person.events.len() {
            with(&|d| without_event(d, place, event));
        }
        for out in 0..person.out.len() {
            with(&|d| {
                d.people[place].out.remove(out);
            });
        }
        for contact in 0..person.contacts.len() {
            with(&|d| {
                d.people[place].contacts.remove(contact);
            });
        }
        if person.cell.is_some() {
            with(&|d| d.people[place].cell = None);
        }
        if person.home.is_some() {
            with(&|d| d.people[place].home = None);
        }
        if person.work.is_some() {
            with(&|d| d.people[place].work = None);
        }
    }
    let asked = d.query.as_ref().map_or(0, |query| query.root.items.len());
    for item in (0..asked).filter(|_| asked > 1) {
        with(&|d| d.query.iter_mut().for_each(|query| drop(query.root.items.remove(item))));
    }
    for place in 0..d.numbers.len() {
        let is_plain = format!("{:?}", d.numbers[place]) == format!("{:?}", Number::default());
        if !is_plain {
            with(&|d| d.numbers[place] = Number::default());
        }
    }
    steps
}

fn without_person(d: &mut Dealership, place: usize) {
    d.people.remove(place);
    d.tries.retain(|t| t.person != place);
    for t in d.tries.iter_mut().filter(|t| t.person > place) {
        t.person -= 1;
    }
}

fn without_car(person: &mut Person, car: usize) {
    person.cars.remove(car);
    person.events.iter_mut().for_each(|event| match event.car {
        OnCar::Own(other) if other == car => event.car = OnCar::None,
        OnCar::Own(other) if other > car => event.car = OnCar::Own(other - 1),
        _ => {}
    });
    person.out.retain(|out| out.file != OutFile::Car(car));
    person.out.iter_mut().for_each(|out| match out.file {
        OutFile::Car(other) if other > car => out.file = OutFile::Car(other - 1),
        _ => {}
    });
}

fn without_event(d: &mut Dealership, place: usize, event: usize) {
    let person = &mut d.people[place];
    person.events.remove(event);
    person.out.retain(|out| out.file != OutFile::Event(event));
    person.out.iter_mut().for_each(|out| match out.file {
        OutFile::Event(other) if other > event => out.file = OutFile::Event(other - 1),
        _ => {}
    });
    for t in d.tries.iter_mut().filter(|t| t.person == place) {
        t.about.retain(|other| *other != event);
        t.about.iter_mut().filter(|other| **other > event).for_each(|other| *other -= 1);
    }
}
