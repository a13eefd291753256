//! Which column is which field, and whether that is enough to import.

use domain::source::DataSource;
use serde::{Deserialize, Serialize};

use crate::Field;

/// What each column means; `None` leaves the column out. Stored as it is to be remembered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mapping {
    source: DataSource,
    header: Vec<String>,
    fields: Vec<Option<Field>>,
}

/// Why a mapping cannot be used, in words that stand beside the columns.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MappingError {
    #[error("{} is chosen for more than one column: {}. Keep one and leave the others out.", .field.label(), .columns.join(", "))]
    TwoColumns { field: Field, columns: Vec<String> },
    #[error("No column is the customer number. Choose it: customers are kept apart by it.")]
    NoCustomerNumber,
    #[error("No column is a phone. Choose the cell, home or work phone: without one nobody can get a drop.")]
    NoPhone,
    #[error("No column is the {}. Choose it.", .one_of.iter().map(|field| field.label()).collect::<Vec<_>>().join(", nor the "))]
    NoField { one_of: Vec<Field> },
    #[error(
        "No column says whose row it is. Choose the customer number, the VIN, or what else identifies the customer."
    )]
    NoPerson,
    #[error("The file has {columns} columns, but {fields} were given. Open the file again.")]
    OtherWidth { columns: usize, fields: usize },
}

impl Mapping {
    /// A mapping that leaves out every column.
    pub fn none(source: DataSource, header: &[String]) -> Self {
        Self { source, header: header.to_vec(), fields: vec![None; header.len()] }
    }

    /// A mapping as a person set it, or as remembered: one entry per column, in order.
    pub fn from_fields(
        source: DataSource,
        header: &[String],
        fields: Vec<Option<Field>>,
    ) -> Result<Self, MappingError> {
        if header.len() == fields.len() {
            Ok(Self { source, header: header.to_vec(), fields })
        } else {
            Err(MappingError::OtherWidth { columns: header.len(), fields: fields.len() })
        }
    }

    pub fn source(&self) -> DataSource {
        self.source
    }

    pub fn header(&self) -> &[String] {
        &self.header
    }

    /// One entry per column, in order.
    pub fn fields(&self) -> &[Option<Field>] {
        &self.fields
    }

    /// Corrects one column. A column that the file does not have changes nothing.
    pub fn set(&mut self, column: usize, field: Option<Field>) {
        if let Some(place) = self.fields.get_mut(column) {
            *place = field;
        }
    }

    /// The columns of all fields that are dates.
    pub fn date_columns(&self) -> impl Iterator<Item = usize> + '_ {
        let is_date = |(_, field): &(usize, &Option<Field>)| field.is_some_and(Field::is_date);
        self.fields.iter().enumerate().filter(is_date).map(|(column, _)| column)
    }

    fn columns_of(&self, field: Field) -> impl Iterator<Item = usize> + '_ {
        let is_it = move |(_, found): &(usize, &Option<Field>)| **found == Some(field);
        self.fields.iter().enumerate().filter(is_it).map(|(column, _)| column)
    }

    /// Everything that keeps this mapping from being used, all at once, so that it can be mended at once.
    pub fn check(&self) -> Result<CheckedMapping, Vec<MappingError>> {
        let mut errors = Vec::new();
        for field in Field::ALL {
            let columns: Vec<String> = self.columns_of(*field).map(|column| self.column_name(column)).collect();
            if columns.len() > 1 {
                errors.push(MappingError::TwoColumns { field: *field, columns });
            }
        }
        errors.extend(self.missing());
        if errors.is_empty() { Ok(CheckedMapping(self.clone())) } else { Err(errors) }
    }

    /// What a source's file cannot do without.
    fn missing(&self) -> Vec<MappingError> {
        let has = |field: &Field| self.columns_of(*field).next().is_some();
        let needs: &[&[Field]] = match self.source {
            DataSource::Customers => {
                let number = (!has(&Field::CustomerNumber)).then_some(MappingError::NoCustomerNumber);
                let phone = (!Field::PHONES.iter().any(has)).then_some(MappingError::NoPhone);
                return number.into_iter().chain(phone).collect();
            }
            DataSource::Appointment => &[&[Field::AppointmentDate]],
            DataSource::RepairOrder => &[&[Field::RoNumber], &[Field::OpenDate, Field::CloseDate]],
            DataSource::PartsOrder => &[&[Field::OrderNumber]],
            DataSource::Recall => &[&[Field::RecallCampaign], &[Field::Vin]],
            DataSource::Inspection => &[&[Field::DueDate]],
            DataSource::DeclinedWork => &[&[Field::DueDate, Field::DeclinedDate]],
            DataSource::Deal => &[&[Field::SoldDate, Field::DeliveryDate]],
            DataSource::TrafficEntry => &[&[Field::EntryDate]],
            DataSource::ListEntry => &[],
        };
        let lacks = needs.iter().filter(|one_of| !one_of.iter().any(has));
        let mut errors: Vec<MappingError> =
            lacks.map(|one_of| MappingError::NoField { one_of: one_of.to_vec() }).collect();
        let whom: &[Field] = match self.source {
            DataSource::TrafficEntry | DataSource::ListEntry => &Field::PERSON,
            _ => &[Field::CustomerNumber, Field::Vin],
        };
        if !whom.iter().any(has) {
            errors.push(MappingError::NoPerson);
        }
        errors
    }

    /// The name in quotation marks, or the place of a column without a name.
    fn column_name(&self, column: usize) -> String {
        match self.header.get(column).filter(|name| !name.is_empty()) {
            Some(name) => format!("\u{201C}{name}\u{201D}"),
            None => format!("column {}", column + 1),
        }
    }
}

/// A mapping that can be used: everything that its source needs, and no field twice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckedMapping(Mapping);

impl CheckedMapping {
    pub fn mapping(&self) -> &Mapping {
        &self.0
    }

    pub(crate) fn column(&self, field: Field) -> Option<usize> {
        self.0.columns_of(field).next()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::guess_mapping;

    fn header(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn two_columns_for_one_field_are_named() {
        let mut mapping = guess_mapping(DataSource::Customers, &header(&["Cust No", "Cell", "Other cell", ""]));
        mapping.set(2, Some(Field::CellPhone));
        mapping.set(3, Some(Field::CellPhone));
        let errors = mapping.check().unwrap_err();
        let columns = ["\u{201C}Cell\u{201D}", "\u{201C}Other cell\u{201D}", "column 4"].map(str::to_owned).to_vec();
        assert_eq!(errors, [MappingError::TwoColumns { field: Field::CellPhone, columns }]);
        assert!(errors[0].to_string().starts_with("Cell phone is chosen for more than one column: \u{201C}Cell"));
    }

    #[test]
    fn a_missing_customer_number_and_a_missing_phone_are_both_told() {
        let errors = guess_mapping(DataSource::Customers, &header(&["Name", "VIN"])).check().unwrap_err();
        assert_eq!(errors, [MappingError::NoCustomerNumber, MappingError::NoPhone]);
    }

    #[test]
    fn a_number_and_any_one_phone_are_enough() {
        for phone in ["Cell", "Home Phone", "Work Phone"] {
            assert!(guess_mapping(DataSource::Customers, &header(&["Cust No", phone])).check().is_ok());
        }
    }

    #[test]
    fn a_mapping_for_another_number_of_columns_is_refused() {
        let error = Mapping::from_fields(DataSource::Customers, &header(&["a", "b"]), vec![None]).unwrap_err();
        assert_eq!(error, MappingError::OtherWidth { columns: 2, fields: 1 });
    }

    #[test]
    fn a_corrected_column_follows_the_person() {
        let mut mapping = guess_mapping(DataSource::Customers, &header(&["Cust No", "Cell", "When"]));
        mapping.set(2, Some(Field::LastRoDate));
        mapping.set(9, Some(Field::Vin));
        assert_eq!(mapping.date_columns().collect::<Vec<_>>(), [2]);
        assert_eq!(mapping.check().unwrap().column(Field::LastRoDate), Some(2));
    }
}
