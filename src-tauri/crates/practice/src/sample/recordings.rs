//! The two messages of the sample dealership.

use domain::campaign::Language;

/// A recording as a person would add it: sound and words.
#[derive(Clone, Copy, Debug)]
pub struct SampleRecording {
    pub name: &'static str,
    pub file_name: &'static str,
    /// MP3.
    pub bytes: &'static [u8],
    pub language: Language,
    /// What is heard, with numbers as a phone would show them.
    pub transcript: &'static str,
}

/// English first. Each says who calls, why, where to call back ([`super::CALL_BACK`]) and how to hear no more of it
/// ([`super::OPT_OUT`]).
pub const RECORDINGS: [SampleRecording; 2] = [
    SampleRecording {
        name: "Service due",
        file_name: "service-due-en.mp3",
        bytes: include_bytes!("../../assets/service-due-en.mp3"),
        language: Language::English,
        transcript: "Hi, it's Alex at Northgate Honda. Your next service is due, and we kept you a spot. Call me at \
                     416-555-0110. That's 416-555-0110. To stop these messages, call 800-555-0199.",
    },
    SampleRecording {
        name: "Entretien à prévoir",
        file_name: "service-due-fr.mp3",
        bytes: include_bytes!("../../assets/service-due-fr.mp3"),
        language: Language::French,
        transcript: "Bonjour, ici Alex de Northgate Honda. C'est le temps de votre prochain entretien et nous vous \
                     avons gardé une place. Rappelez-moi au 416-555-0110. Pour ne plus recevoir ces messages, \
                     composez le 800-555-0199.",
    },
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::{CALL_BACK, OPT_OUT};

    /// Speech spells numbers out, "4 1 6, 5 5 5, 0 1 1 0"; letters and digits are what both have in common.
    fn heard(text: &str) -> String {
        text.chars().filter(|c| c.is_alphanumeric()).collect()
    }

    #[test]
    fn the_transcripts_say_what_the_recordings_say() {
        let spoken = [include_str!("../../assets/service-due-en.txt"), include_str!("../../assets/service-due-fr.txt")];
        for (recording, spoken) in RECORDINGS.iter().zip(spoken) {
            assert_eq!(heard(recording.transcript), heard(spoken), "{}", recording.file_name);
        }
    }

    #[test]
    fn the_transcripts_name_the_store_its_call_back_number_and_its_opt_out_line() {
        for recording in RECORDINGS {
            let digits = heard(recording.transcript);
            for wanted in ["NorthgateHonda", &CALL_BACK[2..], &OPT_OUT[2..]] {
                assert!(digits.contains(wanted), "{wanted} in {}", recording.file_name);
            }
        }
    }
}
