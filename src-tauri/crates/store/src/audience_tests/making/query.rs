//! What a Fetch Automation asks, made from a seed: of the fields that a dealership says something about.

use domain::fetch::{
    About, Combine, Comparison as C, Group, Has, Item, Kind, Period, Query, Reach, Relation, Rule, Source, Unit,
    catalogue::find,
};

use super::{MAKES, MODELS, Maker, REASONS, RECALLS, STATUSES, TYPES};

const CUSTOMER: [&str; 6] = [
    "customer.language",
    "customer.customer_type",
    "customer.day_preference",
    "customer.vehicles",
    "customer.voice_off",
    "customer.complaint_open",
];
const EVENTS: [Relation; 9] = [
    Relation::Appointments,
    Relation::RepairOrders,
    Relation::PartsOrders,
    Relation::Recalls,
    Relation::Inspections,
    Relation::DeclinedWork,
    Relation::Deals,
    Relation::Traffic,
    Relation::FetchCampaigns,
];

/// The fields of a source that a dealership says something about.
fn fields(source: Source) -> &'static [&'static str] {
    match source {
        Source::Customer => &CUSTOMER,
        Source::Vehicle => &[
            "vehicle.make",
            "vehicle.model",
            "vehicle.year",
            "vehicle.odometer",
            "vehicle.last_ro_on",
            "vehicle.purchased_on",
            "vehicle.next_appointment_on",
            "vehicle.has_open_repair_order",
        ],
        Source::Appointment => &["appointment.appointment_on", "appointment.booked_on", "appointment.state"],
        Source::RepairOrder => &["repair_order.opened_on", "repair_order.closed_on", "repair_order.pay"],
        Source::PartsOrder => &["parts_order.arrived_on", "parts_order.is_open", "parts_order.counter"],
        Source::Recall => &["recall.campaign", "recall.is_open", "recall.has_remedy"],
        Source::Inspection => &["inspection.due_on"],
        Source::DeclinedWork => &["declined_work.due_on", "declined_work.is_open"],
        Source::Deal => &["deal.sold_on", "deal.is_unwound"],
        Source::Traffic => &[
            "traffic_entry.entered_on",
            "traffic_entry.status",
            "traffic_entry.traffic_type",
            "traffic_entry.lost_reason",
            "traffic_entry.follow_up_on",
            "traffic_entry.appointment_on",
        ],
        Source::FetchMember => &["fetch_member.expires_on", "fetch_member.is_open"],
        Source::List | Source::Contact | Source::Drop | Source::CallBack | Source::TurnOff => &[],
    }
}

impl Maker {
    pub(super) fn query(&mut self) -> Query {
        let about = self.chance.one_of(About::ALL);
        let mut asked = fields(about.source()).to_vec();
        if about == About::Vehicles {
            asked.extend(CUSTOMER);
        }
        Query { about, root: self.group(about.source(), &asked, 2) }
    }

    fn group(&mut self, source: Source, asked: &[&'static str], depth: usize) -> Group {
        let items = (0..1 + self.chance.below(3)).map(|_| self.item(source, asked, depth)).collect();
        Group { combine: self.chance.one_of(Combine::ALL), negated: self.chance.percent(15), items }
    }

    fn item(&mut self, source: Source, asked: &[&'static str], depth: usize) -> Item {
        let relations: Vec<Relation> = match source {
            Source::Customer => [Relation::Vehicles, Relation::FormerVehicles].into_iter().chain(EVENTS).collect(),
            Source::Vehicle => EVENTS.to_vec(),
            _ => vec![],
        };
        match self.chance.below(10) {
            0..=1 if depth > 0 => Item::Group(self.group(source, asked, depth - 1)),
            2..=4 if depth > 0 && !relations.is_empty() => {
                let relation = self.chance.one_of(&relations);
                Item::Has(self.has(relation, depth - 1))
            }
            _ => Item::Rule(self.rule(asked)),
        }
    }

    fn has(&mut self, relation: Relation, depth: usize) -> Has {
        let of = relation.source();
        let any = self.chance.percent(25);
        let within = self.chance.percent(30) && relation.date().is_some();
        let unit = self.chance.one_of(&[Unit::Days, Unit::Weeks, Unit::Months]);
        Has {
            relation,
            negated: self.chance.percent(35),
            within: within.then(|| Period {
                reach: self.chance.one_of(Reach::ALL),
                count: 1 + self.chance.below(8) as u32,
                unit,
            }),
            rules: if any { Group::default() } else { self.group(of, fields(of), depth) },
        }
    }

    fn rule(&mut self, asked: &[&'static str]) -> Rule {
        let field = find(self.chance.one_of(asked)).unwrap();
        let comparison = self.chance.one_of(C::of(field.kind));
        let many = match comparison {
            C::IsEmpty | C::IsNotEmpty => 0,
            C::OneOf | C::NoneOf | C::Between => 2,
            _ => 1,
        };
        let is_span = matches!(comparison, C::MoreThanAgo | C::WithinLast | C::WithinNext | C::MoreThanAhead);
        let unit = is_span.then(|| self.chance.one_of(&[Unit::Days, Unit::Weeks, Unit::Months, Unit::Months]));
        let mut values: Vec<String> = (0..many)
            .map(|_| match (field.kind, unit) {
                (_, Some(_)) => self.chance.one_of(&["0", "1", "3", "6", "14", "18"]).to_owned(),
                (Kind::Choice, None) => self.chance.one_of(field.options).0.to_owned(),
                (Kind::YesNo, None) => self.chance.one_of(&["yes", "no"]).to_owned(),
                (Kind::Date, None) => if self.chance.percent(50) { self.day(-8, 8) } else { self.visit() }.to_string(),
                (Kind::Number | Kind::Money, None) => self.number_near(field.word).to_string(),
                (Kind::Text | Kind::Words, None) => self.word(field.word, comparison),
            })
            .collect();
        if comparison == C::Between && field.kind == Kind::Number {
            values.sort_by_key(|value| value.parse::<i64>().unwrap());
        } else if comparison == C::Between {
            values.sort();
        }
        Rule { field: field.word.to_owned(), comparison, values, unit }
    }

    fn number_near(&mut self, field: &str) -> i64 {
        match field {
            "vehicle.year" => self.chance.between(2017, 2022),
            "vehicle.odometer" => 10_000 * self.chance.between(0, 5),
            _ => self.chance.between(0, 3),
        }
    }

    /// One of the words on file, in whatever case, or a part of one.
    fn word(&mut self, field: &str, comparison: C) -> String {
        let words: &[&str] = match field {
            "vehicle.make" => &MAKES,
            "vehicle.model" => &MODELS,
            "traffic_entry.status" => &STATUSES,
            "traffic_entry.traffic_type" => &TYPES,
            "traffic_entry.lost_reason" => &REASONS,
            _ => &RECALLS,
        };
        let word = self.chance.one_of(words).trim().to_owned();
        let from = if comparison == C::BeginsWith { 0 } else { self.chance.below(2) };
        let part = word.chars().skip(from).take(3).collect();
        let word = if matches!(comparison, C::Contains | C::DoesNotContain | C::BeginsWith) { part } else { word };
        if self.chance.percent(50) { word.to_uppercase() } else { word.to_lowercase() }
    }
}
