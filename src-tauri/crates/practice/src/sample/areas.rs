//! The area codes in which the sample's customers have their numbers.
//!
//! A number's hours are those of every zone and jurisdiction it may ring in, so a code stands here only if it lies
//! wholly in the Eastern zone, in jurisdictions where consent is enough (status C of the quiet-hours table): then the
//! gate bars nobody for the place of the number, and what a practice run shows is the rules it is about.
//!
//! Left out: 807 (Ontario, partly Central); 418, 581 and 367 (Quebec, with the Magdalen Islands in the Atlantic zone);
//! 850 and 448 (Florida, partly Central); Indiana, Kentucky and Tennessee (split between zones); Georgia, Maine and
//! Michigan (consent is not enough); Rhode Island (closes on holidays of its own).

/// In the order in which they are used up: the store's neighbours, the rest of Ontario, Quebec, then the states.
/// Pennsylvania, which closes on holidays of its own, is last: only a sample of nearly 10,000 customers gets there.
pub const AREAS: &[u16] = &[
    // Ontario: Toronto, around Toronto, south-west, east, north-east.
    416, 647, 437, 942, 905, 289, 365, 742, 519, 226, 548, 382, 613, 343, 753, 705, 249, 683,
    // Quebec: Montreal, around Montreal, west and Estrie.
    514, 438, 263, 450, 579, 354, 819, 873, 468, // New York
    212, 332, 646, 917, 347, 718, 929, 315, 680, 516, 363, 518, 838, 585, 607, 631, 934, 716, 624, 845, 329, 914,
    // New Jersey
    201, 551, 609, 640, 732, 848, 856, 862, 973, 908, // Ohio
    216, 234, 330, 220, 740, 283, 513, 326, 937, 380, 614, 419, 567, 440, 436, // Massachusetts
    413, 508, 774, 617, 857, 781, 339, 978, 351, // Connecticut, New Hampshire, Vermont
    203, 475, 860, 959, 603, 802, // Maryland, Delaware, the District of Columbia
    240, 301, 227, 410, 443, 667, 302, 202, 771, // Virginia, West Virginia
    276, 434, 540, 826, 571, 703, 757, 948, 804, 686, 304, 681, // North Carolina, South Carolina
    252, 336, 743, 704, 980, 828, 910, 472, 919, 984, 803, 839, 843, 854, 864, 821,
    // Florida, but for the Panhandle
    305, 786, 645, 321, 352, 386, 407, 689, 561, 728, 754, 954, 772, 813, 656, 727, 904, 324, 941, 239, 863,
    // Pennsylvania
    215, 267, 445, 223, 717, 272, 570, 412, 878, 484, 610, 835, 582, 814, 724,
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use domain::{
        country::Country,
        phone::{PhoneReading, read_phone},
    };

    use super::*;

    #[test]
    fn no_area_code_stands_twice() {
        assert_eq!(AREAS.iter().collect::<BTreeSet<_>>().len(), AREAS.len());
    }

    #[test]
    fn a_careful_reader_takes_a_number_of_every_area_code() {
        for area in AREAS {
            let reading = read_phone(&format!("({area}) 555-0134"), Country::Canada);
            assert!(matches!(reading, PhoneReading::Number(_)), "{area}: {reading:?}");
        }
    }

    #[test]
    fn no_area_code_that_reaches_into_another_zone_or_a_closed_state_is_used() {
        // Those with several zones by libphonenumber's data with overlays, then codes of states that are not open.
        let several_zones = [
            208, 219, 250, 270, 308, 364, 367, 418, 423, 448, 458, 541, 574, 581, 605, 606, 620, 701, 709, 729, 775,
            785, 807, 812, 850, 865, 867, 879, 906, 907, 928, 930, 986,
        ];
        let not_open = [207, 229, 231, 248, 269, 313, 404, 470, 478, 517, 586, 616, 678, 706, 734, 762, 770, 810, 912];
        for area in several_zones.into_iter().chain(not_open) {
            assert!(!AREAS.contains(&area), "{area}");
        }
    }
}
