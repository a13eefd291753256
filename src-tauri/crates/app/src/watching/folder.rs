//! The files of a folder that are meant.

use std::{fs, io, path::Path, time::UNIX_EPOCH};

use store::watches::Stamp;

/// More files than any folder of nightly exports holds; a wrong folder must not be read for minutes.
const FILES_MAX: usize = 10_000;
/// What programs call a file that they are still writing.
const UNFINISHED: [&str; 5] = [".tmp", ".part", ".partial", ".filepart", ".crdownload"];

/// A file as it lies there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Found {
    pub name: String,
    pub stamp: Stamp,
}

/// The files whose names fit, oldest first.
///
/// # Errors
/// Why the folder cannot be read, in words without its name.
pub(super) fn files(folder: &Path, names: &str) -> Result<Vec<Found>, String> {
    let mut found = vec![];
    for entry in fs::read_dir(folder).map_err(why)?.take(FILES_MAX) {
        let entry = entry.map_err(why)?;
        // A file that goes while the folder is read is none.
        let (Ok(facts), Ok(name)) = (entry.metadata(), entry.file_name().into_string()) else { continue };
        if !facts.is_file() || !is_meant(&name, names) {
            continue;
        }
        let modified = facts.modified().ok().and_then(|at| at.duration_since(UNIX_EPOCH).ok());
        let modified_at = modified.map_or(0, |since| i64::try_from(since.as_millis()).unwrap_or(i64::MAX));
        found.push(Found { name, stamp: Stamp { bytes: facts.len(), modified_at } });
    }
    found.sort_by(|a, b| (a.stamp.modified_at, &a.name).cmp(&(b.stamp.modified_at, &b.name)));
    Ok(found)
}

/// Why a folder cannot be read, without the system's own text, which may name it.
fn why(error: io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "it is not there".to_owned(),
        io::ErrorKind::PermissionDenied => "this user may not open it".to_owned(),
        kind => kind.to_string(),
    }
}

fn is_meant(name: &str, names: &str) -> bool {
    let lower = name.to_lowercase();
    let is_hidden = name.starts_with('.') || name.starts_with("~$");
    let is_unfinished = UNFINISHED.iter().any(|ending| lower.ends_with(ending));
    !is_hidden && !is_unfinished && (names.is_empty() || fits(&names.to_lowercase(), &lower))
}

/// Whether a name fits a pattern in which `*` stands for any letters and `?` for one.
fn fits(pattern: &str, name: &str) -> bool {
    let (pattern, name): (Vec<char>, Vec<char>) = (pattern.chars().collect(), name.chars().collect());
    let (mut at, mut place) = (0, 0);
    // Where the last star stands, and how much of the name it has taken: the only place to come back to.
    let mut star: Option<(usize, usize)> = None;
    while place < name.len() {
        match pattern.get(at) {
            Some('*') => {
                star = Some((at, place));
                at += 1;
            }
            Some(letter) if *letter == '?' || *letter == name[place] => {
                at += 1;
                place += 1;
            }
            _ => {
                let Some((star_at, taken)) = star else { return false };
                star = Some((star_at, taken + 1));
                at = star_at + 1;
                place = taken + 1;
            }
        }
    }
    pattern[at..].iter().all(|letter| *letter == '*')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_fit_as_people_write_them() {
        for (pattern, name) in
            [("ro*.csv", "RO_2026-11-24.csv"), ("*", "x"), ("a?c*", "abcde"), ("*.xml", "lead.1.XML")]
        {
            assert!(is_meant(name, pattern), "{pattern} {name}");
        }
        for (pattern, name) in [("ro*.csv", "appt.csv"), ("ro*.csv", "ro.csv.bak"), ("a?c", "ac"), ("", ".hidden")] {
            assert!(!is_meant(name, pattern), "{pattern} {name}");
        }
        assert!(!is_meant("ro.csv.part", "") && !is_meant("~$ro.xlsx", "") && is_meant("ro.xlsx", ""));
        assert!(!fits(&"a*".repeat(30), &"a".repeat(29)), "and it does not take for ever");
    }

    #[test]
    fn a_folder_gives_its_files_oldest_first_and_says_why_it_cannot() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("sub.csv")).unwrap();
        for (name, age) in [("b.csv", 2), ("a.csv", 1), ("notes.txt", 3)] {
            let file = std::fs::File::create(folder.path().join(name)).unwrap();
            file.set_modified(UNIX_EPOCH + std::time::Duration::from_secs(1_000 - age)).unwrap();
        }
        let found: Vec<String> = files(folder.path(), "*.csv").unwrap().into_iter().map(|file| file.name).collect();
        assert_eq!(found, ["b.csv", "a.csv"]);
        let why = files(&folder.path().join("gone"), "").unwrap_err();
        assert!(!why.contains("gone") && !why.is_empty());
    }
}
