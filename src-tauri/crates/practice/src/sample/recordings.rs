//! The messages of the sample dealership.

use domain::{
    campaign::{Language, MessageChoice},
    contact_type::ContactType::{
        self, Confirm, DeclinedWork, FetchAutomation, Maintenance, Marketing, Mvi, NoShow, Sales, ServiceFollowUp,
        SpecialOrderParts, Unsold,
    },
    ids::MessageId,
};

/// A recording as a person would add it: sound and words.
#[derive(Clone, Copy, Debug)]
pub struct SampleRecording {
    pub name: &'static str,
    pub file_name: &'static str,
    /// MP3.
    pub bytes: &'static [u8],
    pub language: Language,
    /// What it may be used for.
    pub contact_types: &'static [ContactType],
    /// What is heard, with numbers as a phone would show them.
    pub transcript: &'static str,
}

/// What a message is for. Each was recorded in both languages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Theme {
    ServiceDue,
    Confirm,
    NoShow,
    FollowUp,
    PartsIn,
    AfterVisit,
    StillLooking,
    ThankYou,
}

impl Theme {
    /// Its two messages, of those that were made of [`RECORDINGS`] in their order.
    pub fn of(self, messages: &[MessageId]) -> Option<MessageChoice> {
        let at = 2 * self as usize;
        let (english, french) = (*messages.get(at)?, *messages.get(at + 1)?);
        Some(MessageChoice::PerLanguage { english, french })
    }
}

/// By theme, English first. Each says who calls, why, where to call back ([`super::CALL_BACK`], or the sales desk) and
/// how to hear no more of it ([`super::OPT_OUT`]).
pub const RECORDINGS: [SampleRecording; 16] = [
    SampleRecording {
        name: "Service due",
        file_name: "service-due-en.mp3",
        bytes: include_bytes!("../../assets/service-due-en.mp3"),
        language: Language::English,
        contact_types: &[Maintenance, Mvi, DeclinedWork, Marketing, FetchAutomation],
        transcript: "Hi, it's Alex at Northgate Honda. Your next service is due, and we kept you a spot. Call \
                     me at 416-555-0110. That's 416-555-0110. To stop these messages, call 800-555-0199.",
    },
    SampleRecording {
        name: "Entretien à prévoir",
        file_name: "service-due-fr.mp3",
        bytes: include_bytes!("../../assets/service-due-fr.mp3"),
        language: Language::French,
        contact_types: &[Maintenance, Mvi, DeclinedWork, Marketing, FetchAutomation],
        transcript: "Bonjour, ici Alex de Northgate Honda. C'est le temps de votre prochain entretien et nous \
                     vous avons gardé une place. Rappelez-moi au 416-555-0110. Pour ne plus recevoir ces \
                     messages, composez le 800-555-0199.",
    },
    SampleRecording {
        name: "Your appointment",
        file_name: "confirm-en.mp3",
        bytes: include_bytes!("../../assets/confirm-en.mp3"),
        language: Language::English,
        contact_types: &[Confirm],
        transcript: "Hi, it's Alex at Northgate Honda. We look forward to seeing you at your service \
                     appointment. If the time no longer suits you, we will find another one. Call me at \
                     416-555-0110. To stop these messages, call 800-555-0199.",
    },
    SampleRecording {
        name: "Votre rendez-vous",
        file_name: "confirm-fr.mp3",
        bytes: include_bytes!("../../assets/confirm-fr.mp3"),
        language: Language::French,
        contact_types: &[Confirm],
        transcript: "Bonjour, ici Alex de Northgate Honda. Nous vous attendons à votre rendez-vous \
                     d'entretien. Si l'heure ne vous convient plus, nous en trouverons une autre. \
                     Rappelez-moi au 416-555-0110. Pour ne plus recevoir ces messages, composez le \
                     800-555-0199.",
    },
    SampleRecording {
        name: "We missed you",
        file_name: "no-show-en.mp3",
        bytes: include_bytes!("../../assets/no-show-en.mp3"),
        language: Language::English,
        contact_types: &[NoShow],
        transcript: "Hi, it's Alex at Northgate Honda. We missed you at your service appointment. Things come \
                     up, and we still have a spot for you this week. Call me at 416-555-0110. To stop these \
                     messages, call 800-555-0199.",
    },
    SampleRecording {
        name: "Rendez-vous manqué",
        file_name: "no-show-fr.mp3",
        bytes: include_bytes!("../../assets/no-show-fr.mp3"),
        language: Language::French,
        contact_types: &[NoShow],
        transcript: "Bonjour, ici Alex de Northgate Honda. Nous vous attendions à votre rendez-vous \
                     d'entretien. Cela arrive, et nous avons encore une place pour vous cette semaine. \
                     Rappelez-moi au 416-555-0110. Pour ne plus recevoir ces messages, composez le \
                     800-555-0199.",
    },
    SampleRecording {
        name: "After your visit",
        file_name: "follow-up-en.mp3",
        bytes: include_bytes!("../../assets/follow-up-en.mp3"),
        language: Language::English,
        contact_types: &[ServiceFollowUp],
        transcript: "Hi, it's Alex at Northgate Honda. Thank you for your visit. If anything about your car \
                     is not as it should be, I would like to hear it first. Call me at 416-555-0110. To stop \
                     these messages, call 800-555-0199.",
    },
    SampleRecording {
        name: "Après votre visite",
        file_name: "follow-up-fr.mp3",
        bytes: include_bytes!("../../assets/follow-up-fr.mp3"),
        language: Language::French,
        contact_types: &[ServiceFollowUp],
        transcript: "Bonjour, ici Alex de Northgate Honda. Merci de votre visite. Si quelque chose ne va pas \
                     avec votre voiture, j'aimerais le savoir sans attendre. Rappelez-moi au 416-555-0110. \
                     Pour ne plus recevoir ces messages, composez le 800-555-0199.",
    },
    SampleRecording {
        name: "Your parts are in",
        file_name: "parts-in-en.mp3",
        bytes: include_bytes!("../../assets/parts-in-en.mp3"),
        language: Language::English,
        contact_types: &[SpecialOrderParts],
        transcript: "Hi, it's Alex at Northgate Honda. The parts that we ordered for you are in. Let's find a \
                     time to put them on your car. Call me at 416-555-0110. To stop these messages, call \
                     800-555-0199.",
    },
    SampleRecording {
        name: "Vos pièces sont arrivées",
        file_name: "parts-in-fr.mp3",
        bytes: include_bytes!("../../assets/parts-in-fr.mp3"),
        language: Language::French,
        contact_types: &[SpecialOrderParts],
        transcript: "Bonjour, ici Alex de Northgate Honda. Les pièces que nous avons commandées pour vous \
                     sont arrivées. Trouvons un moment pour les poser. Rappelez-moi au 416-555-0110. Pour ne \
                     plus recevoir ces messages, composez le 800-555-0199.",
    },
    SampleRecording {
        name: "Thank you for your interest",
        file_name: "after-visit-en.mp3",
        bytes: include_bytes!("../../assets/after-visit-en.mp3"),
        language: Language::English,
        contact_types: &[Unsold],
        transcript: "Hi, it's Alex at Northgate Honda. Thank you for your interest in our cars. If there is a \
                     question I can answer before you decide, I would be glad to. Call me at 416-555-0193. To \
                     stop these messages, call 800-555-0199.",
    },
    SampleRecording {
        name: "Merci de votre intérêt",
        file_name: "after-visit-fr.mp3",
        bytes: include_bytes!("../../assets/after-visit-fr.mp3"),
        language: Language::French,
        contact_types: &[Unsold],
        transcript: "Bonjour, ici Alex de Northgate Honda. Merci de l'intérêt que vous portez à nos voitures. \
                     Si vous avez une question avant de vous décider, je suis là pour y répondre. \
                     Rappelez-moi au 416-555-0193. Pour ne plus recevoir ces messages, composez le \
                     800-555-0199.",
    },
    SampleRecording {
        name: "Still here for you",
        file_name: "still-looking-en.mp3",
        bytes: include_bytes!("../../assets/still-looking-en.mp3"),
        language: Language::English,
        contact_types: &[Unsold],
        transcript: "Hi, it's Alex at Northgate Honda. You had a look at one of our cars a few days ago. It \
                     is still here, and I kept a time for you to drive it again. Call me at 416-555-0193. To \
                     stop these messages, call 800-555-0199.",
    },
    SampleRecording {
        name: "Toujours ici pour vous",
        file_name: "still-looking-fr.mp3",
        bytes: include_bytes!("../../assets/still-looking-fr.mp3"),
        language: Language::French,
        contact_types: &[Unsold],
        transcript: "Bonjour, ici Alex de Northgate Honda. Vous avez regardé une de nos voitures il y a \
                     quelques jours. Elle est encore ici, et je vous ai réservé un moment pour un essai. \
                     Rappelez-moi au 416-555-0193. Pour ne plus recevoir ces messages, composez le \
                     800-555-0199.",
    },
    SampleRecording {
        name: "Your new car",
        file_name: "thank-you-en.mp3",
        bytes: include_bytes!("../../assets/thank-you-en.mp3"),
        language: Language::English,
        contact_types: &[Sales],
        transcript: "Hi, it's Alex at Northgate Honda. Congratulations on your new car, and thank you for \
                     buying it from us. If anything is not clear yet, a button or a light, just ask. Call me \
                     at 416-555-0193. To stop these messages, call 800-555-0199.",
    },
    SampleRecording {
        name: "Votre nouvelle voiture",
        file_name: "thank-you-fr.mp3",
        bytes: include_bytes!("../../assets/thank-you-fr.mp3"),
        language: Language::French,
        contact_types: &[Sales],
        transcript: "Bonjour, ici Alex de Northgate Honda. Félicitations pour votre nouvelle voiture, et \
                     merci de votre confiance. Si quelque chose n'est pas clair, un bouton ou un voyant, \
                     demandez-moi. Rappelez-moi au 416-555-0193. Pour ne plus recevoir ces messages, composez \
                     le 800-555-0199.",
    },
];

#[cfg(test)]
mod tests {
    use domain::contact_type::Department;

    use super::*;
    use crate::sample::{CALL_BACK, OPT_OUT, dealership::SALES_CALL_BACK};

    /// Speech spells numbers out, "4 1 6, 5 5 5, 0 1 1 0"; letters and digits are what both have in common.
    fn heard(text: &str) -> String {
        text.chars().filter(|c| c.is_alphanumeric()).collect()
    }

    #[test]
    fn the_transcripts_say_what_the_recordings_say() {
        let spoken = [
            include_str!("../../assets/service-due-en.txt"),
            include_str!("../../assets/service-due-fr.txt"),
            include_str!("../../assets/confirm-en.txt"),
            include_str!("../../assets/confirm-fr.txt"),
            include_str!("../../assets/no-show-en.txt"),
            include_str!("../../assets/no-show-fr.txt"),
            include_str!("../../assets/follow-up-en.txt"),
            include_str!("../../assets/follow-up-fr.txt"),
            include_str!("../../assets/parts-in-en.txt"),
            include_str!("../../assets/parts-in-fr.txt"),
            include_str!("../../assets/after-visit-en.txt"),
            include_str!("../../assets/after-visit-fr.txt"),
            include_str!("../../assets/still-looking-en.txt"),
            include_str!("../../assets/still-looking-fr.txt"),
            include_str!("../../assets/thank-you-en.txt"),
            include_str!("../../assets/thank-you-fr.txt"),
        ];
        for (recording, spoken) in RECORDINGS.iter().zip(spoken) {
            assert_eq!(heard(recording.transcript), heard(spoken), "{}", recording.file_name);
        }
    }

    #[test]
    fn the_transcripts_name_the_store_its_call_back_number_and_its_opt_out_line() {
        for recording in RECORDINGS {
            let digits = heard(recording.transcript);
            let call_back = match recording.contact_types[0].department() {
                Department::Service => CALL_BACK,
                Department::Sales => SALES_CALL_BACK,
            };
            for wanted in ["NorthgateHonda", &call_back[2..], &OPT_OUT[2..]] {
                assert!(digits.contains(wanted), "{wanted} in {}", recording.file_name);
            }
        }
    }

    #[test]
    fn a_theme_is_one_matter_in_two_languages() {
        let themes = [
            Theme::ServiceDue,
            Theme::Confirm,
            Theme::NoShow,
            Theme::FollowUp,
            Theme::PartsIn,
            Theme::AfterVisit,
            Theme::StillLooking,
            Theme::ThankYou,
        ];
        for (place, theme) in themes.into_iter().enumerate() {
            assert_eq!(theme as usize, place);
            let [english, french] = &RECORDINGS[2 * place..2 * place + 2] else { unreachable!() };
            assert_eq!((english.language, french.language), (Language::English, Language::French));
            assert_eq!(english.contact_types, french.contact_types);
        }
        assert_eq!(2 * themes.len(), RECORDINGS.len());
    }
}
