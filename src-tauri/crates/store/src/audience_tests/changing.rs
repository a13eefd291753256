//! Things that happen at a dealership while its customers are in memory, in the file and in the description.

use domain::{contact_type::ContactType, phone::PhoneKind};

use super::{
    dealership::{Dealership, Number, Phone},
    filing::{Filed, Template},
    making::{Maker, TYPES_ASKED},
    rows::{put_contact, put_event, put_number, put_out, put_phone, put_switches},
};
use crate::{Db, StoreError, contacts::Who, customers, recycle, turn_offs};

pub fn change(template: &Template, db: &Db<'_>, d: &mut Dealership, filed: &mut Filed) -> Result<(), StoreError> {
    let mut maker = Maker::for_changes(d);
    if d.people.is_empty() {
        // All else happens to somebody.
        newcomer(template, db, d, filed, &mut maker)?;
    }
    for _ in 0..1 + maker.chance.below(6) {
        one(template, db, d, filed, &mut maker)?;
    }
    Ok(())
}

fn one(
    template: &Template,
    db: &Db<'_>,
    d: &mut Dealership,
    filed: &mut Filed,
    maker: &mut Maker,
) -> Result<(), StoreError> {
    let place = maker.chance.below(d.people.len());
    let id = filed.customers[place];
    let asked = d.counts_as();
    match maker.chance.below(13) {
        0 => {
            for (at, touch) in maker.contacts() {
                let who = match touch {
                    super::dealership::Touch::Agent => Who::Agent,
                    super::dealership::Touch::CalledIn => Who::CustomerCalled,
                    super::dealership::Touch::Note => Who::Note,
                };
                put_contact(db, id, at, who)?;
                d.people[place].contacts.push((at, touch));
            }
        }
        1 => {
            let number = maker.chance.below(d.numbers.len());
            let is_plain = format!("{:?}", d.numbers[number]) == format!("{:?}", Number::default());
            if is_plain {
                d.numbers[number] = Number { own_line: None, ..maker.number() };
                put_number(db, number, &d.numbers[number], d.now)?;
            }
        }
        2 => {
            d.due = maker.due();
            let number = maker.chance.below(d.numbers.len());
            d.numbers[number].own_line = maker.number().own_line;
            template.settings(db, d)?;
        }
        3 => {
            let code = maker.chance.below(d.codes.len());
            d.codes[code].days = maker.chance.one_of(&[0, 3, 10, 40]);
            let code_now = recycle::Code { days: d.codes[code].days, ..recycle::get(db, filed.codes[code])? };
            recycle::save(db, &code_now)?;
        }
        4 => phone(db, d, filed, maker, place)?,
        5 if !d.people[place].cars.is_empty() => {
            let car = maker.chance.below(d.people[place].cars.len());
            d.people[place].cars[car].is_owned = false;
            turn_offs::set_not_owned(db, filed.vehicles[place][car], "Alex", "Sold", d.now)?;
        }
        6 => {
            let event = maker.event(asked, d.people[place].cars.len());
            d.people[place].events.push(event.clone());
            let matter = put_event(db, d, filed, place, d.people[place].events.len() - 1, &event)?;
            filed.matters[place].push(matter);
        }
        7 => tries(template, db, d, filed, maker)?,
        8 => {
            let other = maker.person(place, asked, d.numbers.len(), &d.codes);
            (d.people[place].voice_off, d.people[place].hold) = (other.voice_off, other.hold);
            put_switches(db, id, &d.people[place], d.now)?;
        }
        9 => newcomer(template, db, d, filed, maker)?,
        10 if !d.people[place].cars.is_empty() => {
            let car = maker.chance.below(d.people[place].cars.len());
            let now = &mut d.people[place].cars[car];
            now.has_open_order = !now.has_open_order;
            let sql = "UPDATE vehicle SET has_open_repair_order = ?2 WHERE id = ?1";
            db.0.execute(sql, (filed.vehicles[place][car].0, now.has_open_order))?;
        }
        11 if !d.people[place].cars.is_empty() => {
            let car = maker.chance.below(d.people[place].cars.len());
            if turn_offs::turn_off(db, filed.vehicles[place][car], asked, "Alex", "Does it at home", d.now)? {
                d.people[place].cars[car].off.push(asked);
            }
        }
        _ => out(db, d, filed, maker, place)?,
    }
    Ok(())
}

fn phone(db: &Db<'_>, d: &mut Dealership, filed: &Filed, maker: &mut Maker, place: usize) -> Result<(), StoreError> {
    let kind = maker.chance.one_of(&PhoneKind::ALL);
    let phone: Option<Phone> = maker.chance.percent(75).then(|| maker.phone(d.numbers.len()));
    match &phone {
        Some(phone) => put_phone(db, filed.customers[place], kind, phone)?,
        None => customers::clear_phone(db, filed.customers[place], kind)?,
    }
    let field = match kind {
        PhoneKind::Cell => &mut d.people[place].cell,
        PhoneKind::Home => &mut d.people[place].home,
        PhoneKind::Work => &mut d.people[place].work,
    };
    *field = phone;
    Ok(())
}

fn tries(
    template: &Template,
    db: &Db<'_>,
    d: &mut Dealership,
    filed: &mut Filed,
    maker: &mut Maker,
) -> Result<(), StoreError> {
    for one in maker.tries(&d.people, d.numbers.len(), d.counts_as()) {
        // A run reserves nobody who is taken or held, and nothing begins on a number that has an open one.
        let person = &d.people[one.person];
        let is_busy = person.is_taken || person.held_by.is_some();
        if is_busy || d.tries.iter().any(|t| t.number == one.number && t.end.is_open()) {
            continue;
        }
        template.tried(db, d, &one, filed)?;
        d.tries.push(one);
    }
    Ok(())
}

fn newcomer(
    template: &Template,
    db: &Db<'_>,
    d: &mut Dealership,
    filed: &mut Filed,
    maker: &mut Maker,
) -> Result<(), StoreError> {
    let place = d.people.len();
    let mut person = maker.person(place, d.counts_as(), d.numbers.len(), &d.codes);
    (person.events, person.out) = (vec![], vec![]);
    // An event on a foreign car was filed without one as long as nobody else had any.
    if d.people.iter().filter(|person| !person.cars.is_empty()).count() < 2 {
        person.cars.clear();
    }
    template.person(db, &person, filed)?;
    filed.matters.push(vec![]);
    d.people.push(person);
    let person = d.people[place].clone();
    template.touched(db, d, place, &person, filed)
}

fn out(db: &Db<'_>, d: &mut Dealership, filed: &Filed, maker: &mut Maker, place: usize) -> Result<(), StoreError> {
    let any = maker.chance.one_of(&TYPES_ASKED);
    let asked: ContactType = maker.chance.one_of(&[d.counts_as(), any]);
    let person = &d.people[place];
    for out in maker.out(asked, person.cars.len(), &person.events, &d.codes) {
        let type_of = |code: usize| d.codes[code].contact_type;
        let is_there = |o: &super::dealership::Out| o.file == out.file && type_of(o.code) == type_of(out.code);
        if !d.people[place].out.iter().any(is_there) {
            put_out(db, filed, place, &out)?;
            d.people[place].out.push(out);
        }
    }
    Ok(())
}
