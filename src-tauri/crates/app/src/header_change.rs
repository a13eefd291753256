//! What became of a file's columns since the last file of its kind.

use domain::source::DataSource;
use intake::{Field, Mapping, guess_mapping};
use store::imports;

/// Names told of each kind; more are counted.
const NAMED_MAX: usize = 5;

/// The columns that came and those that went, by their names, whatever their case and place.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct HeaderChange {
    pub came: Vec<String>,
    pub went: Vec<String>,
}

impl HeaderChange {
    pub fn between(before: &[String], now: &[String]) -> Self {
        Self { came: missing_in(now, before), went: missing_in(before, now) }
    }

    /// "“Close Dt” came, “Close Date” went"; `None` if the same columns stand in another order.
    pub fn in_words(&self) -> Option<String> {
        let part = |names: &[String], verb: &str| (!names.is_empty()).then(|| format!("{} {verb}", named(names)));
        let parts: Vec<String> = [part(&self.came, "came"), part(&self.went, "went")].into_iter().flatten().collect();
        (!parts.is_empty()).then(|| parts.join(", "))
    }
}

/// What the columns mean if a person's choices for the last file are kept wherever a column is still there, and the new
/// ones are guessed. `None`: less than half of the columns are still there, so it is a file of another system.
pub(crate) fn carried_over(
    source: DataSource,
    before: &imports::Mapping,
    header: &[String],
) -> Option<(Mapping, HeaderChange)> {
    let change = HeaderChange::between(&before.header, header);
    if before.header.is_empty() || change.went.len() * 2 > before.header.len() {
        return None;
    }
    let chosen = |name: &String| -> Option<Option<Field>> {
        let place = before.header.iter().position(|other| is_same_column(other, name))?;
        Some(before.fields.get(place)?.as_deref().and_then(Field::from_word))
    };
    let kept: Vec<Option<Option<Field>>> = header.iter().map(chosen).collect();
    let mut mapping = guess_mapping(source, header);
    for (place, chosen) in kept.iter().enumerate() {
        let guessed = mapping.fields().get(place).copied().flatten();
        // What a kept column means already is not guessed a second time.
        let field = chosen.unwrap_or(guessed.filter(|field| !kept.contains(&Some(Some(*field)))));
        mapping.set(place, field);
    }
    Some((mapping, change))
}

/// Whether two headers name the same column.
fn is_same_column(one: &str, other: &str) -> bool {
    one.trim().to_lowercase() == other.trim().to_lowercase()
}

fn missing_in(names: &[String], others: &[String]) -> Vec<String> {
    names.iter().filter(|name| !others.iter().any(|other| is_same_column(name, other))).cloned().collect()
}

fn named(names: &[String]) -> String {
    let shown: Vec<String> = names.iter().take(NAMED_MAX).map(|name| format!("“{name}”")).collect();
    match names.len().saturating_sub(NAMED_MAX) {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn the_columns_that_came_and_went_are_named() {
        let before = names(&["RO Number", "Open Date", "Close Date"]);
        let told = |now: &[String]| HeaderChange::between(&before, now).in_words();
        assert_eq!(
            told(&names(&["RO Number", "Open Date", "Close Dt", "Bay"])).as_deref(),
            Some("“Close Dt”, “Bay” came, “Close Date” went")
        );
        assert_eq!(told(&names(&["open date ", "RO Number", "Close Date"])), None, "the same ones in another order");
        let many: Vec<String> = (0..8).map(|n| format!("c{n}")).collect();
        assert!(told(&many).is_some_and(|told| told.contains("and 3 more came")));
    }

    #[test]
    fn what_a_person_chose_is_kept_for_the_columns_that_are_still_there() {
        let words = |fields: &[Option<Field>]| fields.iter().map(|field| field.map(|f| f.word().to_owned())).collect();
        let before = imports::Mapping {
            header: names(&["Cust No", "Night", "Cell Phone", "City"]),
            fields: words(&[Some(Field::CustomerNumber), Some(Field::HomePhone), Some(Field::CellPhone), None]),
            date_format: None,
        };
        let now = names(&["Cust No", "City", "night", "Home Phone", "Mobile"]);
        let (mapping, change) = carried_over(DataSource::Customers, &before, &now).unwrap();
        assert_eq!(
            mapping.fields(),
            // The home phone is the column of the night still; the new mobile is guessed.
            [Some(Field::CustomerNumber), None, Some(Field::HomePhone), None, Some(Field::CellPhone)]
        );
        assert_eq!((change.came, change.went), (names(&["Home Phone", "Mobile"]), names(&["Cell Phone"])));
        let other = names(&["Client", "Prénom", "Cellulaire", "Ville"]);
        assert!(carried_over(DataSource::Customers, &before, &other).is_none(), "another system's file");
    }
}
