//! What people, firms and places of the sample are called.

/// First and last names that go together.
pub(super) struct Names {
    pub first: &'static [&'static str],
    pub last: &'static [&'static str],
    /// Of 100 of them, how many have French on file.
    pub french: u32,
}

/// By how common they are among the customers.
pub(super) const NAMES: [(u32, Names); 6] = [
    (
        40,
        Names {
            first: &[
                "Olivia",
                "Liam",
                "Emma",
                "Noah",
                "Ava",
                "Ethan",
                "Mary-Jane",
                "James",
                "Siobhán",
                "Sean",
                "Heather",
                "Duncan",
                "Fiona",
                "Graham",
                "Margaret",
                "Robert",
                "Susan",
                "Tyler",
                "Brooke",
                "D'Arcy",
                "Kathleen",
                "Ian",
                "Megan",
                "Scott",
            ],
            last: &[
                "Smith",
                "O'Brien",
                "MacDonald",
                "Wilson",
                "Brown",
                "Johnson",
                "Martin",
                "Van-der-Berg",
                "Campbell",
                "McIntyre",
                "Thompson",
                "Fraser",
                "Stewart",
                "O'Connor",
                "Hughes",
                "Baker",
                "Harrison-Whitfield",
                "Clarke",
                "Murphy",
                "Robinson",
                "Featherstonehaugh",
                "Reid",
                "Lowe",
                "Young",
            ],
            french: 1,
        },
    ),
    (
        28,
        Names {
            first: &[
                "Marie",
                "Jean",
                "Luc",
                "Zoë",
                "Chloé",
                "André",
                "Amélie",
                "François",
                "Geneviève",
                "Mathieu",
                "Jean-Philippe",
                "Élise",
                "Noémie",
                "Étienne",
                "Marc-André",
                "Sylvie",
                "Pierre-Olivier",
                "Joëlle",
                "Raphaël",
                "Marie-Ève",
                "Benoît",
                "Anaïs",
            ],
            last: &[
                "Tremblay",
                "Lévesque",
                "Côté",
                "St-Pierre",
                "Roy",
                "Gagnon",
                "Bouchard",
                "Lefebvre",
                "Bélanger",
                "D'Amours",
                "Ouellet",
                "Beauchamp-Desrosiers",
                "Fortin",
                "Thériault",
                "Pelletier",
                "L'Écuyer",
                "Saint-Onge",
                "Brisebois",
                "Lachance",
                "Maisonneuve",
            ],
            french: 62,
        },
    ),
    (
        11,
        Names {
            first: &[
                "Priya",
                "Arjun",
                "Fatima",
                "Omar",
                "Harpreet",
                "Gurjit",
                "Anjali",
                "Rohan",
                "Ayesha",
                "Imran",
                "Venkatanarasimharajuvaripeta",
                "Simran",
            ],
            last: &[
                "Patel", "Singh", "Khan", "Sharma", "Gill", "Ahmed", "Sidhu", "Nair", "Hussain", "Dhaliwal", "Rao",
                "Chaudhry",
            ],
            french: 0,
        },
    ),
    (
        9,
        Names {
            first: &["Wei", "Mei", "Jian", "Xiu-Ying", "Thanh", "Linh", "Nguyễn", "Min-jun", "Seo-yeon", "Kenji"],
            last: &["Chen", "Wong", "Li", "Zhang", "Nguyen", "Trần", "Park", "Kim", "Lee", "Tanaka"],
            french: 2,
        },
    ),
    (
        6,
        Names {
            first: &["Søren", "Björn", "Łukasz", "Oksana", "Jürgen", "Zofia", "Dmytro", "Ingrid", "Aleksandra"],
            last: &["Müller", "Kowalski", "Ivanov", "Jørgensen", "Wójcik", "Shevchenko", "Größmann", "Novák"],
            french: 0,
        },
    ),
    (
        6,
        Names {
            first: &["José", "Ana", "Lucía", "João", "Giulia", "Maria-Alejandra", "Ricardo", "Inês", "Yusuf", "Leila"],
            last: &[
                "García",
                "Silva",
                "Rossi",
                "Haddad",
                "Fernández de Córdoba",
                "Oliveira",
                "Moretti",
                "Cohen",
                "Muñoz-Villalobos",
                "Farouk",
            ],
            french: 6,
        },
    ),
];

/// What follows a last name in the name of a firm.
pub(super) const TRADES: [&str; 8] = [
    "Contracting Ltd.",
    "Plumbing & Heating Inc.",
    "Landscaping Ltd.",
    "Courier Services Inc.",
    "Electric Ltd.",
    "Property Management Inc.",
    "et fils ltée",
    "Roofing & Sheet Metal (Ontario) Ltd.",
];

pub(super) struct Place {
    pub city: &'static str,
    /// The first halves of its postal codes.
    pub postal: &'static [&'static str],
    pub areas: &'static [u16],
}

const TORONTO: &[u16] = &[416, 647, 437, 942];
const AROUND_TORONTO: &[u16] = &[905, 289, 365, 742];
const SOUTH_WEST: &[u16] = &[519, 226, 548, 382];
const EAST: &[u16] = &[613, 343, 753];
const NORTH_EAST: &[u16] = &[705, 249, 683];

/// All in Ontario, most of them within a drive of the store.
pub(super) const PLACES: [(u32, Place); 14] = [
    (26, Place { city: "Toronto", postal: &["M2N", "M4C", "M5V", "M6H", "M9A"], areas: TORONTO }),
    (10, Place { city: "Markham", postal: &["L3R", "L6C"], areas: AROUND_TORONTO }),
    (9, Place { city: "Vaughan", postal: &["L4L", "L6A"], areas: AROUND_TORONTO }),
    (9, Place { city: "Richmond Hill", postal: &["L4C", "L4E"], areas: AROUND_TORONTO }),
    (8, Place { city: "Mississauga", postal: &["L5B", "L5N"], areas: AROUND_TORONTO }),
    (8, Place { city: "Brampton", postal: &["L6Y", "L6R"], areas: AROUND_TORONTO }),
    (5, Place { city: "Oshawa", postal: &["L1H", "L1K"], areas: AROUND_TORONTO }),
    (4, Place { city: "Hamilton", postal: &["L8P", "L9C"], areas: AROUND_TORONTO }),
    (5, Place { city: "Barrie", postal: &["L4M", "L4N"], areas: NORTH_EAST }),
    (3, Place { city: "Kitchener", postal: &["N2G", "N2E"], areas: SOUTH_WEST }),
    (3, Place { city: "Guelph", postal: &["N1H"], areas: SOUTH_WEST }),
    (5, Place { city: "Ottawa", postal: &["K1P", "K2G"], areas: EAST }),
    (3, Place { city: "Kingston", postal: &["K7L"], areas: EAST }),
    (2, Place { city: "Sudbury", postal: &["P3E"], areas: NORTH_EAST }),
];

pub(super) const STREETS: [&str; 16] = [
    "Yonge St",
    "Bathurst St",
    "King St W",
    "Queen St E",
    "Sheppard Ave E",
    "Finch Ave W",
    "Steeles Ave W",
    "Lakeshore Rd E",
    "Maple Grove Cres",
    "Harvest Moon Dr",
    "Old Mill Rd",
    "Côte-de-Liesse Crt",
    "Birchmount Rd",
    "St. Clair Ave W",
    "Major Mackenzie Dr E",
    "Sir Wilfrid Laurier Blvd",
];

/// Letters that stand in the second half of a postal code.
pub(super) const POSTAL_LETTERS: &[u8] = b"ABCEGHJKLMNPRSTVWXYZ";

/// Who works at the desk.
pub(super) const AGENTS: [&str; 4] = ["Alex Morgan", "Jordan Lévesque", "Samira Okafor", "Pat O'Neill"];

/// Service advisors, and the team that each belongs to.
pub(super) const ADVISORS: [(&str, &str); 5] = [
    ("Rosa Delgado", "Express"),
    ("Kevin Tran", "Express"),
    ("Marc Gauthier", "Main shop"),
    ("Anita Bose", "Main shop"),
    ("Trevor Lang", "Main shop"),
];

pub(super) const TECHNICIANS: [&str; 7] =
    ["H. Osei", "D. Kowalchuk", "S. Bertrand", "M. Farrugia", "L. Nguyen", "T. Whitebear", "R. Singh"];

pub(super) const SALESPEOPLE: [&str; 5] =
    ["Nadia Rahman", "Colin Baxter", "Mireille Savard", "Jason Okoye", "Tina Palermo"];

/// A firm's dispatcher whom several customers gave as their cell: with more than four it is a shared line (S8).
pub(super) const DISPATCH_FILES: u32 = 6;
