//! What a saved query finds: its tree, as it was saved, asked of the dealership as it was made up.

use chrono::{Days, Months, NaiveDate};
use domain::fetch::{About, Combine, Comparison as C, Group, Has, Item, Reach, Relation, Rule, Unit};

use super::{
    super::{
        dealership::{Car, Event, OnCar, What},
        rows::calendar,
    },
    One,
};

/// What a rule can be about.
#[derive(Clone, Copy)]
enum Row<'a> {
    Person,
    Car(usize, &'a Car),
    Event(&'a Event),
}

enum Value {
    Nothing,
    Text(String),
    Number(i64),
    Day(NaiveDate),
    YesNo(bool),
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

impl From<NaiveDate> for Value {
    fn from(on: NaiveDate) -> Self {
        Self::Day(on)
    }
}

impl From<bool> for Value {
    fn from(yes: bool) -> Self {
        Self::YesNo(yes)
    }
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Nothing, Into::into)
    }
}

impl One<'_> {
    /// The cars that the query found; none of them, if it is about the person. `None`: it did not find the person.
    pub(super) fn found(&self) -> Option<Vec<usize>> {
        let query = self.d.query.as_ref()?;
        if query.about == About::Customers {
            return self.holds(&query.root, Row::Person).then(Vec::new);
        }
        let cars = self.person.cars.iter().enumerate().filter(|(_, car)| car.is_owned);
        let found: Vec<usize> =
            cars.filter(|(i, car)| self.holds(&query.root, Row::Car(*i, car))).map(|(i, _)| i).collect();
        (!found.is_empty()).then_some(found)
    }

    fn holds(&self, group: &Group, row: Row<'_>) -> bool {
        let holds = |item: &Item| match item {
            Item::Group(group) => self.holds(group, row),
            Item::Rule(rule) => self.satisfies(rule, row),
            Item::Has(has) => self.has(has, row),
        };
        let all = match group.combine {
            Combine::All => group.items.iter().all(holds),
            Combine::Any => group.items.iter().any(holds),
        };
        all != group.negated
    }

    fn has(&self, has: &Has, row: Row<'_>) -> bool {
        let rows: Vec<Row<'_>> = match has.relation {
            Relation::Vehicles | Relation::FormerVehicles => {
                let is_owned = has.relation == Relation::Vehicles;
                let cars = self.person.cars.iter().enumerate().filter(|(_, car)| car.is_owned == is_owned);
                cars.map(|(i, car)| Row::Car(i, car)).collect()
            }
            relation => {
                let events = self.person.events.iter().filter(|event| is_of(relation, &event.what));
                events.filter(|event| self.belongs(event, row)).map(Row::Event).collect()
            }
        };
        let is_there = rows.into_iter().any(|row| {
            let is_any = has.rules.items.is_empty();
            self.is_within(has, row) && (is_any || self.holds(&has.rules, row))
        });
        is_there != has.negated
    }

    /// What names no car concerns every car.
    fn belongs(&self, event: &Event, to: Row<'_>) -> bool {
        match (to, event.car) {
            (Row::Car(car, _), OnCar::Own(other)) => car == other,
            (Row::Car(..), OnCar::Foreign) => !self.somebody_else_has_a_car(),
            (Row::Person | Row::Event(_), _) | (_, OnCar::None) => true,
        }
    }

    fn is_within(&self, has: &Has, row: Row<'_>) -> bool {
        let Some(period) = has.within else { return true };
        let field = has.relation.date().unwrap().word;
        let Value::Day(on) = self.value(field, row) else { return false };
        match period.reach {
            Reach::Last => self.back(period.count, period.unit) <= on && on <= self.d.today,
            Reach::Next => self.d.today <= on && on <= self.ahead(period.count, period.unit),
        }
    }

    fn satisfies(&self, rule: &Rule, row: Row<'_>) -> bool {
        let value = self.value(&rule.field, row);
        let positive = |comparison| self.compares(comparison, rule, &value);
        match rule.comparison {
            C::IsNot => !positive(C::Is),
            C::NoneOf => !positive(C::OneOf),
            C::DoesNotContain => !positive(C::Contains),
            C::IsNotEmpty => !positive(C::IsEmpty),
            comparison => positive(comparison),
        }
    }

    fn compares(&self, comparison: C, rule: &Rule, value: &Value) -> bool {
        let wanted = |place: usize| rule.values[place].as_str();
        match value {
            Value::Nothing => comparison == C::IsEmpty,
            _ if comparison == C::IsEmpty => false,
            Value::Text(text) => match comparison {
                C::Is | C::OneOf => rule.values.iter().any(|wanted| plain(wanted) == plain(text)),
                C::Contains => plain(text).contains(&plain(wanted(0))),
                C::BeginsWith => plain(text).starts_with(&plain(wanted(0))),
                other => panic!("{other:?} of a text"),
            },
            Value::YesNo(yes) => *yes == (wanted(0) == "yes"),
            Value::Number(number) => {
                let of = |place: usize| wanted(place).parse::<i64>().unwrap();
                match comparison {
                    C::Is => *number == of(0),
                    C::LessThan => *number < of(0),
                    C::AtMost => *number <= of(0),
                    C::MoreThan => *number > of(0),
                    C::AtLeast => *number >= of(0),
                    C::Between => of(0) <= *number && *number <= of(1),
                    other => panic!("{other:?} of a number"),
                }
            }
            Value::Day(on) => self.lies(comparison, rule, *on),
        }
    }

    fn lies(&self, comparison: C, rule: &Rule, on: NaiveDate) -> bool {
        let today = self.d.today;
        let day = |place: usize| rule.values[place].parse::<NaiveDate>().unwrap();
        let count = || rule.values[0].parse::<u32>().unwrap();
        let back = || self.back(count(), rule.unit.unwrap());
        let ahead = || self.ahead(count(), rule.unit.unwrap());
        match comparison {
            C::MoreThanAgo => on < back(),
            C::WithinLast => back() <= on && on <= today,
            C::WithinNext => today <= on && on <= ahead(),
            C::MoreThanAhead => on > ahead(),
            C::Before => on < day(0),
            C::After => on > day(0),
            C::On => on == day(0),
            C::Between => day(0) <= on && on <= day(1),
            other => panic!("{other:?} of a date"),
        }
    }

    fn back(&self, count: u32, unit: Unit) -> NaiveDate {
        match unit {
            Unit::Days => self.d.today - Days::new(count.into()),
            Unit::Weeks => self.d.today - Days::new(u64::from(count) * 7),
            Unit::Months => self.d.today - Months::new(count),
            Unit::Years => self.d.today - Months::new(count * 12),
        }
    }

    fn ahead(&self, count: u32, unit: Unit) -> NaiveDate {
        match unit {
            Unit::Days => self.d.today + Days::new(count.into()),
            Unit::Weeks => self.d.today + Days::new(u64::from(count) * 7),
            Unit::Months => self.d.today + Months::new(count),
            Unit::Years => self.d.today + Months::new(count * 12),
        }
    }

    fn value(&self, field: &str, row: Row<'_>) -> Value {
        let (_, name) = field.split_once('.').unwrap();
        if field.starts_with("customer.") {
            return self.of_person(name);
        }
        match row {
            Row::Car(_, car) => match name {
                "make" => car.make.into(),
                "model" => car.model.into(),
                "year" => i64::from(car.year).into(),
                "odometer" => car.odometer.into(),
                "last_ro_on" => car.last_order_on.into(),
                "purchased_on" => car.purchased_on.into(),
                "next_appointment_on" => car.next_appointment_on.into(),
                "has_open_repair_order" => car.has_open_order.into(),
                other => panic!("{other} of a car"),
            },
            Row::Event(event) => self.of_event(name, &event.what),
            Row::Person => panic!("{field} of a person"),
        }
    }

    fn of_person(&self, name: &str) -> Value {
        let person = self.person;
        match name {
            "language" => person.language.map(|language| language.word()).into(),
            "customer_type" => person.customer_type.word().into(),
            "day_preference" => person.day_preference.map(|day| day.word()).into(),
            "vehicles" => (person.cars.iter().filter(|car| car.is_owned).count() as i64).into(),
            "voice_off" => person.voice_off.is_some().into(),
            "complaint_open" => person.has_complaint.into(),
            other => panic!("{other} of a person"),
        }
    }

    fn of_event(&self, name: &str, what: &What) -> Value {
        match (what, name) {
            (What::Appointment { on, .. }, "appointment_on") => (*on).into(),
            (What::Appointment { booked_on, .. }, "booked_on") => (*booked_on).into(),
            (What::Appointment { state, .. }, "state") => state.word().into(),
            (What::Order { opened_on, .. }, "opened_on") => (*opened_on).into(),
            (What::Order { closed_on, .. }, "closed_on") => (*closed_on).into(),
            (What::Order { pay, .. }, "pay") => pay.word().into(),
            (What::Parts { arrived_on, .. }, "arrived_on") => (*arrived_on).into(),
            (What::Parts { counter, .. }, "counter") => counter.map(|counter| counter.word()).into(),
            (What::Recall { has_remedy, .. }, "has_remedy") => (*has_remedy).into(),
            (What::Recall { campaign, .. }, "campaign") => (*campaign).into(),
            (What::Inspection { due_on }, "due_on") => (*due_on).into(),
            (What::Declined { due_on, .. }, "due_on") => (*due_on).into(),
            (
                What::Parts { is_open, .. }
                | What::Recall { is_open, .. }
                | What::Declined { is_open, .. }
                | What::Fetched { is_open, .. },
                "is_open",
            ) => (*is_open).into(),
            (What::Deal { sold_on, .. }, "sold_on") => (*sold_on).into(),
            (What::Deal { is_unwound, .. }, "is_unwound") => (*is_unwound).into(),
            (What::Traffic { entered_at, .. }, "entered_on") => calendar(self.d).zone.date_at(*entered_at).into(),
            (What::Traffic { status, .. }, "status") => (*status).into(),
            (What::Traffic { traffic_type, .. }, "traffic_type") => (*traffic_type).into(),
            (What::Traffic { lost_reason, .. }, "lost_reason") => (*lost_reason).into(),
            (What::Traffic { follow_up_on, .. }, "follow_up_on") => (*follow_up_on).into(),
            (What::Traffic { appointment_on, .. }, "appointment_on") => (*appointment_on).into(),
            (What::Fetched { expires_on, .. }, "expires_on") => (*expires_on).into(),
            // Parts have an ordered, recalls an opened, declined work a declined date, which nobody here has written.
            (_, "ordered_on" | "opened_on" | "declined_on") => Value::Nothing,
            (what, other) => panic!("{other} of {what:?}"),
        }
    }
}

fn is_of(relation: Relation, what: &What) -> bool {
    matches!(
        (relation, what),
        (Relation::Appointments, What::Appointment { .. })
            | (Relation::RepairOrders, What::Order { .. })
            | (Relation::PartsOrders, What::Parts { .. })
            | (Relation::Recalls, What::Recall { .. })
            | (Relation::Inspections, What::Inspection { .. })
            | (Relation::DeclinedWork, What::Declined { .. })
            | (Relation::Deals, What::Deal { .. })
            | (Relation::Traffic, What::Traffic { .. })
            | (Relation::FetchCampaigns, What::Fetched { .. })
    )
}

/// Without regard to case, accents and the blanks around it.
fn plain(text: &str) -> String {
    text.trim().to_lowercase().replace('ë', "e")
}
