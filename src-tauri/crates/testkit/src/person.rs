//! Customers as most tests want them: due for Maintenance, never contacted, with a usable cell.

use std::collections::BTreeMap;

use chrono::{DateTime, Months, NaiveDate, Utc};
use domain::{
    campaign::{CustomerType, Language},
    phone::{E164, PhoneKind},
};
use store::imports::{Field, FileContact, FileCustomer, FilePhone, FileVehicle, Values};

/// The cell of customer `n`.
pub fn cell(n: usize) -> E164 {
    E164::parse(&format!("+1416555{n:04}")).unwrap()
}

/// The home phone of customer `n`.
pub fn home(n: usize) -> E164 {
    E164::parse(&format!("+1647555{n:04}")).unwrap()
}

#[derive(Clone, Debug)]
pub struct Person {
    pub number: String,
    pub cell: Option<E164>,
    pub home: Option<E164>,
    pub work: Option<E164>,
    pub language: Option<Language>,
    pub customer_type: CustomerType,
    pub last_contact_at: Option<DateTime<Utc>>,
    /// One per vehicle: the last visit.
    pub visits_on: Vec<NaiveDate>,
    pub next_appointment_on: Option<NaiveDate>,
    pub do_not_call: bool,
}

impl Person {
    /// Customer number 1000 + `n`. All of them waited equally long, so the order is that of `n`.
    pub fn n(n: usize, today: NaiveDate) -> Self {
        Self {
            number: (1000 + n).to_string(),
            cell: Some(cell(n)),
            home: None,
            work: None,
            language: None,
            customer_type: CustomerType::Retail,
            last_contact_at: None,
            visits_on: vec![today - Months::new(6)],
            next_appointment_on: None,
            do_not_call: false,
        }
    }

    /// As a dealer system's file would bring it.
    pub(crate) fn in_file(&self) -> FileCustomer {
        let mut values = Values::from([(Field::CustomerType, self.customer_type.word().to_owned())]);
        if let Some(language) = self.language {
            values.insert(Field::Language, language.word().to_owned());
        }
        FileCustomer {
            number: self.number.clone(),
            values,
            phones: self.phones(),
            do_not_call: self.do_not_call,
            contacts: self
                .last_contact_at
                .map(|at| FileContact { on: at.date_naive(), at, by: None, code: None })
                .into_iter()
                .collect(),
            consent: None,
            vehicles: self.vehicles(),
            rows: 1,
        }
    }

    fn phones(&self) -> BTreeMap<PhoneKind, FilePhone> {
        let fields = [(PhoneKind::Cell, &self.cell), (PhoneKind::Home, &self.home), (PhoneKind::Work, &self.work)];
        let phone = |number: &E164| FilePhone { typed: number.display(), e164: Some(*number), extension: None };
        fields.into_iter().filter_map(|(kind, number)| Some((kind, phone(number.as_ref()?)))).collect()
    }

    fn vehicles(&self) -> Vec<FileVehicle> {
        let vehicle = |(i, visit_on): (usize, &NaiveDate)| {
            let mut values = Values::from([
                (Field::Make, "Honda".to_owned()),
                (Field::Model, "Civic".to_owned()),
                (Field::LastRoOn, visit_on.to_string()),
            ]);
            if let Some(on) = self.next_appointment_on {
                values.insert(Field::NextAppointmentOn, on.to_string());
            }
            FileVehicle { vin: format!("2HGFC{:0>8}{i:04}", self.number), values }
        };
        self.visits_on.iter().enumerate().map(vehicle).collect()
    }
}
