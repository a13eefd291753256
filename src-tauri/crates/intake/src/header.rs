//! Guesses from a header what its columns mean.

mod events;
mod names;

use domain::source::DataSource;
use sha2::{Digest, Sha256};

use crate::{Field, Mapping};

/// What the columns of this header probably mean in a file of this source, each field at most once. A person corrects
/// it.
pub fn guess_mapping(source: DataSource, header: &[String]) -> Mapping {
    let plain_names: Vec<String> = header.iter().map(|name| plain(name)).collect();
    let mut mapping = Mapping::none(source, header);
    for (field, names) in names_of(source) {
        // What a source calls its own goes before what all files have.
        let free = |column: &usize| mapping.fields()[*column].is_none();
        let column =
            names.split_whitespace().find_map(|name| plain_names.iter().position(|column| column == name).filter(free));
        if let Some(column) = column {
            mapping.set(column, Some(field));
        }
    }
    mapping
}

/// Which source's file this is by its columns: the one that knows most of them and has all it needs. `None`: of none.
pub fn recognise_source(header: &[String]) -> Option<DataSource> {
    let known = |source: &DataSource| {
        let mapping = guess_mapping(*source, header);
        let columns = mapping.fields().iter().flatten().count();
        // Anything with customer numbers could be a list; that it is one a person says.
        let is_numbered = mapping.fields().contains(&Some(Field::CustomerNumber));
        if *source == DataSource::ListEntry && is_numbered {
            return None;
        }
        mapping.check().is_ok().then_some((columns, *source))
    };
    // Of equals the first: the customers' file knows the most.
    let found = DataSource::ALL.iter().filter_map(known);
    found.reduce(|best, other| if other.0 > best.0 { other } else { best }).map(|(_, source)| source)
}

/// The same for two files of the same export, so that a corrected mapping can be remembered. Column order counts,
/// because a mapping is by column.
pub fn header_fingerprint(header: &[String]) -> String {
    let mut hash = Sha256::new();
    for name in header {
        hash.update(plain(name));
        // No name contains it, so the names cannot run into each other.
        hash.update(b"\n");
    }
    hex::encode(hash.finalize())
}

/// The fields that a source's file can have, in the order in which they are offered.
pub fn fields_of(source: DataSource) -> Vec<Field> {
    match source {
        DataSource::Customers => Field::OF_CUSTOMERS.to_vec(),
        _ => names_of(source).into_iter().map(|(field, _)| field).collect(),
    }
}

/// The names of a source's fields, its own first.
fn names_of(source: DataSource) -> Vec<(Field, &'static str)> {
    let Some((own, shared)) = events::catalogue(source) else { return names::NAMES.to_vec() };
    let shared = shared.iter().filter_map(|field| names::NAMES.iter().find(|(named, _)| named == field));
    own.iter().chain(shared).copied().collect()
}

/// A column's name without what differs from one system to the next: case, accents, blanks, punctuation.
fn plain(name: &str) -> String {
    let name = name.trim();
    // "E-mail" and "RO#" keep their meaning; "#" is a number wherever it stands.
    let spelled = name.to_lowercase().replace('#', " number ").replace("n\u{B0}", "no");
    let letters: String = spelled.chars().map(unaccented).filter(|c| c.is_alphanumeric()).collect();
    letters.replace("nonumber", "number")
}

fn unaccented(c: char) -> char {
    match c {
        'à' | 'â' | 'ä' | 'á' => 'a',
        'ç' => 'c',
        'é' | 'è' | 'ê' | 'ë' => 'e',
        'î' | 'ï' | 'í' => 'i',
        'ô' | 'ö' | 'ó' => 'o',
        'ù' | 'û' | 'ü' | 'ú' => 'u',
        c => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Field;

    fn header(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    fn guessed(names: &[&str]) -> Vec<Option<&'static str>> {
        guess_mapping(DataSource::Customers, &header(names))
            .fields()
            .iter()
            .map(|field| field.map(Field::word))
            .collect()
    }

    #[test]
    fn the_header_of_the_sample_export_is_mapped_whole() {
        let names = [
            "Cust No",
            "First Name",
            "Last Name",
            "Company",
            "Home Phone",
            "Work Phone",
            "Cell Phone",
            "E-mail",
            "Address",
            "City",
            "Prov/State",
            "Postal/Zip",
            "Lang",
            "Fleet",
            "VIN",
            "Year",
            "Make",
            "Model",
            "Odometer",
            "Last RO Date",
            "Last RO #",
            "Delivery Date",
            "Do Not Call",
        ];
        let expected = [
            "customer_number",
            "first_name",
            "last_name",
            "company",
            "home_phone",
            "work_phone",
            "cell_phone",
            "email",
            "address",
            "city",
            "region",
            "postal_code",
            "language",
            "fleet",
            "vin",
            "year",
            "make",
            "model",
            "odometer",
            "last_ro_date",
            "last_ro_number",
            "delivery_date",
            "do_not_call",
        ];
        assert_eq!(guessed(&names), expected.map(Some));
    }

    #[test]
    fn one_field_has_many_names() {
        for (field, names) in [
            (
                "customer_number",
                &["CustNo", "Customer #", "CUSTOMER_NUMBER", "Cust. No.", "Cust No #", "N° client", "No Client"][..],
            ),
            ("region", &["Prov/State", "State / Province", "STATE", "Province"]),
            ("postal_code", &["Postal/Zip", "Zip Code", "POSTAL CODE", "Code postal"]),
            ("vin", &["VIN #", "Vin", "V.I.N.", "Vehicle VIN", "NIV"]),
            ("odometer", &["Mileage/KM", "KM", "Odometer Reading", "Kilométrage"]),
            ("last_ro_number", &["Last RO #", "RO#", "RO Number"]),
            ("cell_phone", &["Mobile", "Cell #", "CellPhone", "Tél. cellulaire"]),
            ("next_appointment_date", &["Next Appt", "NextAppointmentDate"]),
            ("last_contact_by", &["Last Contact By", "Last contacted by"]),
            ("consent_date", &["Consent Date", "CASL date"]),
        ] {
            for name in names {
                assert_eq!(guessed(&[name]), [Some(field)], "{name}");
            }
        }
    }

    #[test]
    fn the_surer_of_two_names_gets_the_field_and_the_other_column_is_left_out() {
        assert_eq!(guessed(&["Phone", "Home Phone"]), [None, Some("home_phone")]);
        assert_eq!(guessed(&["Name", "Last Name", "Shoe size"]), [Some("full_name"), Some("last_name"), None]);
    }

    #[test]
    fn no_name_stands_for_two_fields() {
        for source in DataSource::ALL {
            let own = match events::catalogue(*source) {
                Some((own, _)) => own,
                None => names::NAMES,
            };
            let mut seen = std::collections::HashMap::new();
            for (field, names) in own {
                for name in names.split_whitespace() {
                    assert_eq!(seen.insert(name, *field), None, "{source:?}: {name}");
                    assert_eq!(plain(name), name, "a name that can never match");
                }
            }
            let mut fields = fields_of(*source);
            fields.sort();
            fields.dedup();
            assert_eq!(fields.len(), fields_of(*source).len(), "{source:?}: a field stands twice");
        }
        assert_eq!(names::NAMES.len(), Field::OF_CUSTOMERS.len());
    }

    #[test]
    fn the_fingerprint_knows_the_same_header_by_its_names_and_their_order() {
        let one = header_fingerprint(&header(&["Cust No", "VIN"]));
        assert_eq!(one, header_fingerprint(&header(&["CUST NO ", "Vin"])));
        assert_ne!(one, header_fingerprint(&header(&["VIN", "Cust No"])));
        assert_ne!(one, header_fingerprint(&header(&["Cust NoVIN"])));
    }
}
