//! Reads a vehicle identification number.

/// Since 1981, in every country.
const VIN_CHARS: usize = 17;
/// How much each place counts towards the check digit; the check digit itself counts nothing.
const WEIGHTS: [u32; VIN_CHARS] = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2];
const CHECK_PLACE: usize = 8;

/// Why a text is not a VIN.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum VinFault {
    #[error("it has {0} characters, not 17")]
    Length(usize),
    #[error("a VIN has no “{0}”")]
    Character(char),
}

/// A VIN in capitals. Whether its check digit holds is told but decides nothing: vehicles from outside North America
/// have none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VinReading {
    pub vin: String,
    pub check_digit_holds: bool,
}

/// Reads a VIN; blanks and dashes that people put between its parts are left out.
pub fn read_vin(text: &str) -> Result<VinReading, VinFault> {
    let vin: String =
        text.chars().filter(|c| !c.is_whitespace() && *c != '-').map(|c| c.to_ascii_uppercase()).collect();
    let length = vin.chars().count();
    if length != VIN_CHARS {
        return Err(VinFault::Length(length));
    }
    let mut sum = 0;
    for (c, weight) in vin.chars().zip(WEIGHTS) {
        sum += value(c).ok_or(VinFault::Character(c))? * weight;
    }
    let expected = char::from_digit(sum % 11, 10).unwrap_or('X');
    let check_digit_holds = vin.chars().nth(CHECK_PLACE) == Some(expected);
    Ok(VinReading { vin, check_digit_holds })
}

/// What a character counts in the check digit. I, O and Q are never used, because they look like 1 and 0.
fn value(c: char) -> Option<u32> {
    match c {
        '0'..='9' => c.to_digit(10),
        'A'..='H' => Some(u32::from(c) - u32::from('A') + 1),
        'J'..='N' => Some(u32::from(c) - u32::from('J') + 1),
        'P' => Some(7),
        'R' => Some(9),
        'S'..='Z' => Some(u32::from(c) - u32::from('S') + 2),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_vin_is_read_as_people_type_it() {
        for text in ["1HGCM82633A004352", "1hgcm82633a004352", " 1HGCM-82633-A004352 "] {
            let reading = VinReading { vin: "1HGCM82633A004352".to_owned(), check_digit_holds: true };
            assert_eq!(read_vin(text), Ok(reading));
        }
        assert!(read_vin("1M8GDM9AXKP042788").unwrap().check_digit_holds);
    }

    #[test]
    fn a_wrong_check_digit_is_told_and_the_vin_kept() {
        assert!(!read_vin("1HGCM82643A004352").unwrap().check_digit_holds);
    }

    #[test]
    fn what_is_no_vin_says_why() {
        assert_eq!(read_vin("1HGCM82633A00435"), Err(VinFault::Length(16)));
        assert_eq!(read_vin("1HGCM82633A00435O"), Err(VinFault::Character('O')));
        assert_eq!(read_vin("é".repeat(17).as_str()), Err(VinFault::Character('é')));
    }
}
