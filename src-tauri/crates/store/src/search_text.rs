//! What the search box looks through: one folded text per customer, and what a person typed in the same folding.

use domain::ids::CustomerId;
use icu_normalizer::DecomposingNormalizerBorrowed;
use rusqlite::Connection;

use crate::{
    Db, StoreError,
    columns::{Columns, change_one, row, rows},
};

/// Writes `customer.search_text` anew; after every change of names, e-mail, numbers or vehicles.
///
/// # Errors
/// [`StoreError::NotFound`] if there is no such customer.
pub fn rebuild(db: &Db<'_>, customer: CustomerId) -> Result<(), StoreError> {
    let mut parts = row(
        db.0,
        "SELECT first_name, last_name, company, email, number FROM customer WHERE id = ?1",
        [customer.0],
        |r| {
            let columns = ["first_name", "last_name", "company", "email", "number"];
            columns.into_iter().map(|column| r.value::<Option<String>>(column)).collect::<Result<Vec<_>, _>>()
        },
    )?
    .ok_or(StoreError::NotFound)?
    .into_iter()
    .flatten()
    .collect::<Vec<_>>();
    parts.extend(numbers(db.0, customer)?);
    parts.extend(rows(db.0, "SELECT vin FROM vehicle WHERE customer_id = ?1 ORDER BY id", [customer.0], |r| {
        r.value("vin")
    })?);
    change_one(db.0, "UPDATE customer SET search_text = ?2 WHERE id = ?1", (customer.0, text(&parts)), "the customer")
}

/// The text of a customer: first and last name, company, e-mail, customer number, digits of phones, VINs.
pub(crate) fn text(parts: &[String]) -> String {
    fold(&parts.join(" "))
}

/// Digits only: a number that could not be read is found by the digits that stand there.
fn numbers(connection: &Connection, customer: CustomerId) -> Result<Vec<String>, StoreError> {
    let sql = "SELECT ifnull(e164, typed) AS number FROM phone WHERE customer_id = ?1 ORDER BY kind";
    rows(connection, sql, [customer.0], |r| Ok(digits(&r.value::<String>("number")?)))
}

pub(crate) fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

/// Lower case, without accents and apostrophes: "Côté" and "O’Brien" are found as "cote" and "obrien".
pub fn fold(text: &str) -> String {
    // Most of a file, and Fetch folds all of it.
    if text.is_ascii() {
        let mut folded = text.to_ascii_lowercase();
        folded.retain(|letter| !matches!(letter, '\'' | '`'));
        return folded;
    }
    let lower = text.to_lowercase();
    let mut folded = String::with_capacity(lower.len());
    for letter in DecomposingNormalizerBorrowed::new_nfd().normalize(&lower).chars() {
        match letter {
            // The accents that decomposing set free, and the apostrophes of names.
            '\u{300}'..='\u{36f}' | '\'' | '’' | '‘' | '`' => {}
            'œ' => folded.push_str("oe"),
            'æ' => folded.push_str("ae"),
            'ø' => folded.push('o'),
            'ł' => folded.push('l'),
            'ß' => folded.push_str("ss"),
            other => folded.push(other),
        }
    }
    folded
}

/// What must all be found in a customer's text; empty when too little was typed.
///
/// Without a letter the whole text is one number, however it is grouped. Otherwise every word counts for itself; `-`,
/// brackets and commas part words, because a name may be on file with or without them.
pub fn needles(typed: &str) -> Vec<String> {
    let folded = fold(typed);
    let has_letter = folded.chars().any(char::is_alphabetic);
    let count = folded.chars().filter(|c| c.is_alphabetic() || c.is_ascii_digit()).count();
    if count < SEARCH_CHARS_MIN {
        return vec![];
    }
    if !has_letter {
        return vec![digits(&folded)];
    }
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '@' | '.' | '_' | '+' | '&');
    let words = folded.split(|c| !is_part(c)).map(|word| word.trim_matches(['.', '+']));
    words.filter(|word| !word.is_empty()).take(NEEDLES_MAX).map(str::to_owned).collect()
}

/// Fewer letters or digits than this are on every other file.
pub const SEARCH_CHARS_MIN: usize = 3;
/// Nobody types more words than a name and a number have; each costs a look at every file.
const NEEDLES_MAX: usize = 8;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accents_case_and_apostrophes_are_folded() {
        assert_eq!(fold("Éloïse CÔTÉ-O’Brien"), "eloise cote-obrien");
        assert_eq!(fold("Sœur Łucja Bjørn"), "soeur lucja bjorn");
    }

    #[test]
    fn text_without_a_letter_is_one_number_however_it_is_grouped() {
        assert_eq!(needles("(416) 555-01"), ["41655501"]);
        assert_eq!(needles("416 555 0134"), ["4165550134"]);
    }

    #[test]
    fn words_count_each_for_itself() {
        assert_eq!(needles("Jean-Pierre, 555-0134"), ["jean", "pierre", "555", "0134"]);
        assert_eq!(needles("j. tremblay"), ["j", "tremblay"]);
        assert_eq!(needles("marie.c@example.com"), ["marie.c@example.com"]);
    }

    #[test]
    fn fewer_than_three_letters_or_digits_find_nothing() {
        for short in ["", "  ", "41", "(4) 1", "ab", "%_%", "a b"] {
            assert_eq!(needles(short), Vec::<String>::new(), "{short:?}");
        }
    }
}
