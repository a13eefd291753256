//! The service department: what it sells, and what a visit was.

use domain::facts::PayType;
use rand::RngExt;
use rand_chacha::ChaCha8Rng;

use super::chance::{one_of, percent, weighted};

/// An operation of the shop: code, as a customer reads it, labour and parts in cents.
#[derive(Clone, Copy, Debug)]
pub(super) struct Operation {
    pub code: &'static str,
    pub title: &'static str,
    pub labour_cents: i64,
    pub parts_cents: i64,
}

const fn operation(code: &'static str, title: &'static str, labour_cents: i64, parts_cents: i64) -> Operation {
    Operation { code, title, labour_cents, parts_cents }
}

const OIL: Operation = operation("LOF", "Oil and filter", 4_495, 4_940);
const ROTATE: Operation = operation("ROT", "Tire rotation", 3_495, 0);
const INSPECT: Operation = operation("MPI", "Multi-point inspection", 0, 0);
const AIR_FILTER: Operation = operation("AF", "Engine air filter", 1_995, 4_250);
const CABIN_FILTER: Operation = operation("CAF", "Cabin air filter", 2_495, 5_395);
const BRAKE_FLUID: Operation = operation("BFL", "Brake fluid", 10_995, 2_450);
const TRANSMISSION: Operation = operation("CVT", "Transmission fluid", 12_995, 9_640);
const COOLANT: Operation = operation("COOL", "Coolant", 11_995, 6_180);
const FRONT_BRAKES: Operation = operation("BRKF", "Front brake pads and rotors", 24_500, 31_860);
const REAR_BRAKES: Operation = operation("BRKR", "Rear brake pads and rotors", 22_500, 27_430);
const SEASONAL_TIRES: Operation = operation("SWAP", "Seasonal tire change", 8_995, 600);
const NEW_TIRES: Operation = operation("TIRE", "Four tires, mounted", 11_980, 88_400);
const ALIGNMENT: Operation = operation("ALGN", "Wheel alignment", 13_995, 0);
const BATTERY: Operation = operation("BAT", "Battery", 4_500, 22_900);
const WIPERS: Operation = operation("WIP", "Wiper blades", 995, 5_480);
const PLUGS: Operation = operation("PLUG", "Spark plugs", 16_500, 11_920);
const DIAGNOSIS: Operation = operation("DIAG", "Diagnosis", 16_995, 0);
const SAFETY: Operation = operation("SAFE", "Safety standards inspection", 12_995, 0);
const WARRANTY: Operation = operation("WAR", "Warranty repair", 21_000, 18_600);
const RECALL: Operation = operation("RCL", "Recall repair", 14_000, 9_800);
const DETAIL: Operation = operation("DET", "Cleaning", 18_000, 1_200);
const GOODWILL: Operation = operation("GW", "Goodwill repair", 14_000, 6_500);

/// What a customer pays for: always done together.
const PAID: [(u32, &[Operation]); 12] = [
    (30, &[OIL, INSPECT]),
    (18, &[OIL, ROTATE, INSPECT]),
    (8, &[OIL, CABIN_FILTER, AIR_FILTER, INSPECT]),
    (5, &[OIL, BRAKE_FLUID, INSPECT]),
    (4, &[TRANSMISSION, INSPECT]),
    (7, &[FRONT_BRAKES, INSPECT]),
    (4, &[REAR_BRAKES, BRAKE_FLUID, INSPECT]),
    (12, &[SEASONAL_TIRES]),
    (3, &[NEW_TIRES, ALIGNMENT]),
    (4, &[BATTERY, DIAGNOSIS]),
    (3, &[DIAGNOSIS]),
    (2, &[SAFETY, WIPERS]),
];
const UNDER_WARRANTY: [(u32, &[Operation]); 3] =
    [(50, &[WARRANTY, DIAGNOSIS]), (35, &[RECALL]), (15, &[RECALL, WARRANTY])];
const INTERNAL: [(u32, &[Operation]); 2] = [(55, &[DETAIL]), (45, &[GOODWILL])];

/// What advisors offer and customers put off.
const PUT_OFF: [&[Operation]; 8] = [
    &[FRONT_BRAKES],
    &[REAR_BRAKES],
    &[NEW_TIRES, ALIGNMENT],
    &[TRANSMISSION],
    &[COOLANT],
    &[BRAKE_FLUID],
    &[PLUGS],
    &[CABIN_FILTER, AIR_FILTER],
];

/// What people book.
const BOOKED: [&[Operation]; 8] = [
    &[OIL],
    &[OIL, ROTATE],
    &[SEASONAL_TIRES],
    &[FRONT_BRAKES],
    &[DIAGNOSIS],
    &[RECALL],
    &[OIL, CABIN_FILTER],
    &[WARRANTY],
];

/// Work on one repair order.
pub(super) struct Work {
    pub pay: PayType,
    pub operations: &'static [Operation],
    pub amount_cents: i64,
}

impl Work {
    /// Three of four orders are paid by the customer.
    pub fn drawn(rng: &mut ChaCha8Rng) -> Self {
        let pay = *weighted(rng, &[(75, PayType::Customer), (18, PayType::Warranty), (7, PayType::Internal)]);
        let operations = match pay {
            PayType::Customer => *weighted(rng, &PAID),
            PayType::Warranty => *weighted(rng, &UNDER_WARRANTY),
            PayType::Internal => *weighted(rng, &INTERNAL),
        };
        Self { pay, operations, amount_cents: amount(operations, rng) }
    }

    pub fn opcodes(&self) -> Vec<&'static str> {
        self.operations.iter().map(|operation| operation.code).collect()
    }
}

/// Services that somebody puts off, and what they would cost.
pub(super) fn put_off(rng: &mut ChaCha8Rng) -> (String, i64) {
    let operations = one_of(rng, &PUT_OFF);
    (titles(operations), amount(operations, rng))
}

/// Services of an appointment, as the book shows them.
pub(super) fn booked(rng: &mut ChaCha8Rng) -> String {
    titles(one_of(rng, &BOOKED))
}

/// Labour is a fixed price; parts differ by model.
fn amount(operations: &[Operation], rng: &mut ChaCha8Rng) -> i64 {
    let labour: i64 = operations.iter().map(|operation| operation.labour_cents).sum();
    let parts: i64 = operations.iter().map(|operation| operation.parts_cents).sum();
    labour + parts * rng.random_range(85..126) / 100
}

/// As a customer reads them.
pub(super) fn titles(operations: &[Operation]) -> String {
    operations.iter().map(|operation| operation.title).collect::<Vec<_>>().join(", ")
}

/// A part that is not on the shelf: its name and the maker's number for it.
pub(super) fn part(rng: &mut ChaCha8Rng) -> String {
    const PARTS: [(&str, &str); 10] = [
        ("Front bumper cover", "04711"),
        ("Door mirror, left", "76258"),
        ("Headlight, right", "33100"),
        ("Control arm, front left", "51360"),
        ("Seat belt, driver", "04818"),
        ("Audio unit", "39100"),
        ("Wheel, 17 inch", "42700"),
        ("Tail light, left", "33550"),
        ("Key fob", "72147"),
        ("Roof rails", "08L02"),
    ];
    let (name, number) = one_of(rng, &PARTS);
    let model = one_of(rng, &["TBA", "TLA", "TVA", "TG7", "THR", "T5R"]);
    let colour = if percent(rng, 50) { "A10" } else { "A00ZZ" };
    format!("{name} ({number}-{model}-{colour})")
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;

    use super::*;

    #[test]
    fn three_of_four_orders_are_paid_by_the_customer_and_none_costs_less_than_nothing() {
        let mut rng = ChaCha8Rng::seed_from_u64(5);
        let works: Vec<Work> = (0..2_000).map(|_| Work::drawn(&mut rng)).collect();
        let paid = works.iter().filter(|work| work.pay == PayType::Customer).count();
        assert!((1_420..1_580).contains(&paid), "{paid}");
        assert!(works.iter().all(|work| work.amount_cents >= 0 && !work.opcodes().is_empty()));
        let dearest = works.iter().map(|work| work.amount_cents).max().unwrap();
        assert!((100_000..200_000).contains(&dearest), "{dearest}");
    }
}
