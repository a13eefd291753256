//! A dealership of any size in the encrypted file, in the proportions of a large group: a customer has 1.3 vehicles, 5
//! repair orders and 10 rows of Contact History. Written in pieces, so that memory does not grow with the file.

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use domain::{
    audience::Choice,
    calendar::Calendar,
    campaign::{CampaignSpec, Count, CustomerType, Day, DayPreference, Language},
    contact_type::{ContactType, Department},
    disposition::Disposition,
    due::DueSettings,
    facts::{AppointmentState, MatterKind, PayType},
    ids::{CampaignId, CodeId, CustomerId, MessageId, PortNumber, StoreId, VehicleId},
    numbers::{Block, CellStrikes, NumberRecord},
    phone::{E164, PhoneKind},
    states::TargetEvent,
    zone::Zone,
};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use store::{
    Db, Store, StoreError,
    attempts::{self, Final, Intent},
    bulk::{self, NewCustomer, NewVehicle, PastContact},
    campaigns,
    customers::{self, Phone},
    house,
    matters::{self, NewMatter},
    messages::{self, NewMessage},
    numbers, recycle,
    runs::{self, NewRun},
    stores::{self, StoreRow},
    targets::{self, Ending},
};
use uuid::Uuid;

pub const STORE: StoreId = StoreId(1);
/// Customers in one transaction.
const PIECE: u32 = 20_000;
/// Targets in one run.
const RUN: u32 = 1_000;
/// One customer in so many had a drop in the last months.
const DROP_EVERY: u32 = 10;
pub const MAKES: [(&str, [&str; 4]); 8] = [
    ("Honda", ["Civic", "CR-V", "Accord", "Pilot"]),
    ("Toyota", ["Corolla", "RAV4", "Camry", "Sienna"]),
    ("Ford", ["F-150", "Escape", "Edge", "Focus"]),
    ("Hyundai", ["Elantra", "Tucson", "Kona", "Santa Fe"]),
    ("Kia", ["Sportage", "Forte", "Sorento", "Soul"]),
    ("Mazda", ["CX-5", "Mazda3", "CX-30", "CX-9"]),
    ("Subaru", ["Outback", "Forester", "Impreza", "Crosstrek"]),
    ("Nissan", ["Rogue", "Sentra", "Qashqai", "Altima"]),
];

/// What was written.
#[derive(Default)]
pub struct Built {
    pub customers: u64,
    pub vehicles: u64,
    pub orders: u64,
    pub contacts: u64,
    pub drops: u64,
}

pub fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 24).unwrap_or_default()
}

pub fn now() -> DateTime<Utc> {
    today().and_hms_opt(15, 0, 0).unwrap_or_default().and_utc()
}

pub fn store_row() -> Result<StoreRow, StoreError> {
    let hours = |h| chrono::NaiveTime::from_hms_opt(h, 0, 0).unwrap_or_default();
    let open = domain::calendar::OpenHours { opens_local: hours(8), closes_local: hours(18) };
    let week = Day::ALL.iter().flat_map(|day| [Department::Service, Department::Sales].map(|of| ((of, *day), open)));
    Ok(StoreRow {
        id: STORE,
        name: "Bench Motors".to_owned(),
        country: "CA".to_owned(),
        region: "ON".to_owned(),
        language: Language::English,
        opt_out_number: None,
        due: DueSettings::default(),
        cell_strikes: CellStrikes::default(),
        calendar: Calendar {
            zone: Zone::parse("America/Toronto").map_err(|e| StoreError::Broken(e.to_string()))?,
            hours: week.collect(),
            closed: Default::default(),
        },
        closed_names: Default::default(),
        departments: Default::default(),
        own_lines: Default::default(),
    })
}

pub fn build(file: &Store, customers: u32) -> Result<Built, StoreError> {
    let row = store_row()?;
    let (message, campaign, lease, code) = file.write(|db| -> Result<_, StoreError> {
        house::make(db, "bench", house::FileKind::Practice, now(), 1.0, None)?;
        stores::save(db, &row, now())?;
        let message = NewMessage {
            store: STORE,
            name: "Hello",
            language: Language::English,
            wav: &[],
            sha256: "",
            duration_ms: 1,
            notices: &[],
        };
        let message = messages::add(db, &message, now())?;
        let spec = CampaignSpec::new(ContactType::Maintenance, today());
        let campaign = campaigns::add(db, STORE, &spec, "Bench", now())?;
        let code = recycle::voice_drop_or_make(db, STORE, ContactType::Maintenance, now())?;
        Ok((message, campaign, house::raise_lease(db)?, code.id))
    })?;
    let rng = ChaCha8Rng::seed_from_u64(1);
    let zone = row.calendar.zone;
    let mut writer = Writer { zone, rng, built: Built::default(), message, campaign, lease, code, last_cell: None };
    let mut from = 0;
    while from < customers {
        let to = customers.min(from + PIECE);
        file.write(|db| -> Result<(), StoreError> {
            bulk::expect_many_rows(db);
            for i in from..to {
                writer.customer(db, i)?;
            }
            Ok(())
        })?;
        from = to;
    }
    let mut from = 0;
    while from < customers {
        file.write(|db| writer.drops(db, from, customers.min(from + RUN * DROP_EVERY)))?;
        from += RUN * DROP_EVERY;
    }
    Ok(writer.built)
}

struct Writer {
    zone: Zone,
    rng: ChaCha8Rng,
    built: Built,
    message: MessageId,
    campaign: CampaignId,
    lease: i64,
    code: CodeId,
    last_cell: Option<E164>,
}

impl Writer {
    fn percent(&mut self, percent: u32) -> bool {
        self.rng.random_ratio(percent, 100)
    }

    fn ago(&mut self, from: u64, to: u64) -> NaiveDate {
        today() - Days::new(self.rng.random_range(from..=to))
    }

    fn customer(&mut self, db: &Db<'_>, i: u32) -> Result<(), StoreError> {
        let number = (100_200 + i).to_string();
        let hold_until = self.ago(0, 20) + Days::new(10);
        let customer = NewCustomer {
            number: &number,
            first_name: Some("Alex"),
            last_name: Some(["Smith", "Tremblay", "Singh", "Chen"][i as usize % 4]),
            company: None,
            email: None,
            address: "12 Main Street",
            city: "Toronto",
            region: "ON",
            postal_code: "M2N 1A1",
            language: [Some(Language::English), None, Some(Language::French)][self.rng.random_range(0..3)],
            customer_type: if self.percent(4) { CustomerType::Fleet } else { CustomerType::Retail },
            day_preference: self.percent(10).then_some(DayPreference::LateDay),
            hold: self.percent(1).then_some(("In hospital", hold_until)),
            complaint_open: self.percent(1),
        };
        let id = bulk::add_customer(db, STORE, &customer)?;
        self.built.customers += 1;
        self.phones(db, id, i)?;
        let vehicles = match self.rng.random_range(0..100) {
            0..75 => 1,
            75..95 => 2,
            _ => 3,
        };
        let mut first = None;
        for place in 0..vehicles {
            let vehicle = self.vehicle(db, id, i, place)?;
            first = first.or(Some(vehicle));
        }
        self.contacts(db, id, first)?;
        self.events(db, id, i, first)?;
        if self.percent(2) {
            customers::set_voice_off(db, id, Some((now(), "Asked")))?;
        }
        Ok(())
    }

    fn phones(&mut self, db: &Db<'_>, id: CustomerId, i: u32) -> Result<(), StoreError> {
        let kinds = [(PhoneKind::Cell, 82), (PhoneKind::Home, 45), (PhoneKind::Work, 25)];
        for (place, (kind, percent)) in kinds.into_iter().enumerate() {
            if !self.percent(percent) {
                continue;
            }
            let household = self.last_cell.filter(|_| kind == PhoneKind::Cell && self.rng.random_ratio(6, 100));
            let number = match household {
                Some(number) => number,
                None => e164(u64::from(i) * 3 + place as u64)?,
            };
            let phone = Phone { kind, typed: number.display(), number: Some(number), extension: None };
            customers::save_phone(db, id, &phone)?;
            if kind == PhoneKind::Cell {
                self.last_cell = Some(number);
            }
            self.number(db, &number)?;
        }
        Ok(())
    }

    fn number(&mut self, db: &Db<'_>, number: &E164) -> Result<(), StoreError> {
        let plain = NumberRecord::default();
        let record = match self.rng.random_range(0..100) {
            0 => NumberRecord { opted_out_at: Some(now()), ..plain },
            1..4 => NumberRecord { block: Some(Block::Until(self.ago(0, 20) + Days::new(10))), ..plain },
            4 => NumberRecord { block: Some(Block::ForEver), ..plain },
            5 => NumberRecord { is_landline: true, ..plain },
            6 => NumberRecord { rests_until_on: Some(self.ago(0, 8) + Days::new(4)), failures_in_row: 1, ..plain },
            _ => return Ok(()),
        };
        numbers::save(db, number, &record)
    }

    fn vehicle(&mut self, db: &Db<'_>, id: CustomerId, i: u32, place: u32) -> Result<VehicleId, StoreError> {
        let (make, models) = MAKES[self.rng.random_range(0..MAKES.len())];
        let orders = self.rng.random_range(0..=8);
        let mut visits: Vec<NaiveDate> = (0..orders).map(|_| self.ago(1, 2_500)).collect();
        visits.sort_unstable();
        let vehicle = NewVehicle {
            vin: &format!("VIN{i:09}{place:05}"),
            year: self.rng.random_range(2008..=2026),
            make,
            model: models[self.rng.random_range(0..4)],
            odometer: Some(self.rng.random_range(1_000..250_000)),
            owns_off_reason: self.percent(8).then_some("Traded"),
            has_open_repair_order: self.percent(1),
            last_ro_on: visits.last().copied(),
            last_ro_number: None,
            purchased_on: self.percent(60).then(|| self.ago(30, 4_000)),
            next_appointment_on: self.percent(3).then(|| today() + Days::new(self.rng.random_range(0..20))),
        };
        let vehicle = bulk::add_vehicle(db, STORE, id, &vehicle)?;
        self.built.vehicles += 1;
        for opened_on in visits {
            let key = self.built.orders.to_string();
            let kind =
                MatterKind::RepairOrder { opened_on, closed_on: Some(opened_on), pay: PayType::ALL[i as usize % 3] };
            self.event(db, id, Some(vehicle), &key, kind)?;
            self.built.orders += 1;
        }
        if self.percent(3) {
            bulk::turn_off(db, vehicle, ContactType::Maintenance, "Does it at home", "Alex", now())?;
        }
        if self.percent(10) {
            let code = recycle::get(db, self.code)?;
            recycle::record(db, id, recycle::File::vehicle(vehicle), &code, self.ago(0, 30), None)?;
        }
        Ok(vehicle)
    }

    fn contacts(&mut self, db: &Db<'_>, id: CustomerId, vehicle: Option<VehicleId>) -> Result<(), StoreError> {
        // Some were never contacted at all; the others make it ten a customer.
        if self.percent(6) {
            return Ok(());
        }
        let many = self.rng.random_range(1..=20);
        let mut last_at = DateTime::<Utc>::MIN_UTC;
        for _ in 0..many {
            let at = now() - TimeDelta::minutes(self.rng.random_range(60..2_600_000));
            last_at = last_at.max(at);
            let contact = PastContact {
                customer: id,
                vehicle,
                user_name: "Alex Snyder",
                contact_type: Some(ContactType::Maintenance),
                at,
                comment: "Left a message",
            };
            bulk::add_past_contact(db, STORE, &contact)?;
            self.built.contacts += 1;
        }
        bulk::set_contact_times(db, id, last_at)
    }

    fn events(&mut self, db: &Db<'_>, id: CustomerId, i: u32, of: Option<VehicleId>) -> Result<(), StoreError> {
        let key = i.to_string();
        if self.percent(8) {
            let on = today() + Days::new(self.rng.random_range(0..40)) - Days::new(10);
            let state = AppointmentState::ALL[self.rng.random_range(0..AppointmentState::ALL.len())];
            let booked_on = Some(self.ago(3, 30));
            self.event(db, id, of, &key, MatterKind::Appointment { on, booked_on, state, known_at: None })?;
        }
        if self.percent(6) {
            self.event(db, id, of, &key, MatterKind::Recall { is_open: true, has_remedy: Some(true), campaign: None })?;
        }
        if self.percent(10) {
            let due_on = self.ago(0, 200) + Days::new(60);
            self.event(db, id, of, &key, MatterKind::DeclinedWork { due_on, is_open: true })?;
        }
        if self.percent(15) {
            let due_on = self.ago(0, 300) + Days::new(100);
            self.event(db, id, of, &key, MatterKind::Inspection { due_on })?;
        }
        Ok(())
    }

    fn event(
        &mut self,
        db: &Db<'_>,
        customer: CustomerId,
        vehicle: Option<VehicleId>,
        source_key: &str,
        kind: MatterKind,
    ) -> Result<(), StoreError> {
        matters::put_in(db, &self.zone, &NewMatter { store: STORE, customer, vehicle, source_key, kind })?;
        Ok(())
    }

    /// A run with a drop to every tenth of these customers.
    fn drops(&mut self, db: &Db<'_>, from: u32, to: u32) -> Result<(), StoreError> {
        let sequence = from / (RUN * DROP_EVERY) + 1;
        let on = self.ago(1, 60);
        let at = self.zone.day_start_at(on) + TimeDelta::hours(11);
        let run = NewRun {
            campaign: self.campaign,
            store: STORE,
            version: 1,
            on,
            sequence,
            scheduled_at: at,
            until_at: at,
            count: Count::AllDue,
            by_hand: false,
        };
        let run = runs::plan(db, &run)?.ok_or(StoreError::NotFound)?;
        for i in (from..to).step_by(DROP_EVERY as usize) {
            let (customer, number) = (CustomerId(i64::from(i) + 1), e164(u64::from(i) * 3)?);
            let choice = Choice {
                kind: PhoneKind::Cell,
                number,
                message: Some(self.message),
                vehicles: vec![],
                matters: vec![],
            };
            let Some(target) = targets::reserve(db, run, customer, &choice, at, at)? else { continue };
            targets::advance(db, target, TargetEvent::Intend, &Ending::default(), at)?;
            let reference = Uuid::from_u128(u128::from(i) + 1);
            let intent = Intent {
                target: Some(target),
                run: Some(run),
                customer: Some(customer),
                store: STORE,
                contact_type: Some(ContactType::Maintenance),
                is_marketing: true,
                number: &number,
                kind: PhoneKind::Cell,
                message: self.message,
                audio_sha256: "",
                port: PortNumber(1),
                client_ref: reference,
                idempotency_key: reference,
                request: &[],
                verdict: "",
                facts: "",
                lease_epoch: self.lease,
                at,
                on,
            };
            let attempt = attempts::intend(db, &intent)?;
            let delivered = Final {
                disposition: Disposition::Delivered,
                raw_word: "delivered",
                detail: None,
                provider_ref: None,
                provider_accepted_at: None,
                provider_completed_at: None,
                cost_micros: None,
                settled_by: None,
            };
            attempts::finish(db, attempt, &delivered, at)?;
            let ending = Ending { disposition: Some(Disposition::Delivered), ..Ending::default() };
            targets::advance(db, target, TargetEvent::Deliver, &ending, at)?;
            targets::free(db, target)?;
            self.built.drops += 1;
        }
        Ok(())
    }
}

/// Another number for each place, in no order that an index could take advantage of.
fn e164(place: u64) -> Result<E164, StoreError> {
    let digits = 2_000_000_000 + place * 6_364_136_223 % 7_999_999_993;
    E164::parse(&format!("+1{digits}")).map_err(|e| StoreError::Broken(e.to_string()))
}
