//! Whole files in, recordings out. The files in `tests/data` are six seconds of 440 Hz, made with ffmpeg.

use std::{f32::consts::TAU, io::Cursor};

use proptest::prelude::*;

use super::*;

const MP3: &[u8] = include_bytes!("../tests/data/tone-6s.mp3");
const M4A: &[u8] = include_bytes!("../tests/data/tone-6s.m4a");
const ALAC: &[u8] = include_bytes!("../tests/data/tone-6s-alac.m4a");
const AAC: &[u8] = include_bytes!("../tests/data/tone-6s.aac");
const MU_LAW: &[u8] = include_bytes!("../tests/data/tone-6s-mulaw.wav");
const ADPCM: &[u8] = include_bytes!("../tests/data/tone-6s-adpcm.wav");

const READABLE: [(&str, &[u8]); 5] = [("mp3", MP3), ("m4a", M4A), ("m4a", ALAC), ("aac", AAC), ("wav", MU_LAW)];

/// A WAV of 440 Hz, the same on every channel.
struct Wav {
    rate_hz: u32,
    channels: u16,
    milliseconds: u32,
    amplitude: f32,
}

impl Wav {
    fn seconds(seconds: u32) -> Self {
        Self { rate_hz: 8_000, channels: 1, milliseconds: seconds * 1_000, amplitude: 0.3 }
    }

    fn bytes(&self) -> Vec<u8> {
        let form = hound::WavSpec {
            channels: self.channels,
            sample_rate: self.rate_hz,
            bits_per_sample: 16,
            sample_format: hound::SampleFormat::Int,
        };
        let mut file = Cursor::new(Vec::new());
        let mut writer = hound::WavWriter::new(&mut file, form).unwrap();
        let frames = u64::from(self.rate_hz) * u64::from(self.milliseconds) / 1_000;
        for frame in 0..frames {
            let wave = (TAU * 440.0 * frame as f32 / self.rate_hz as f32).sin() * self.amplitude;
            for _ in 0..self.channels {
                writer.write_sample((wave.clamp(-1.0, 1.0) * f32::from(i16::MAX)) as i16).unwrap();
            }
        }
        writer.finalize().unwrap();
        file.into_inner()
    }

    fn read(&self) -> Result<Recording, AudioError> {
        read_recording(&self.bytes(), Some("wav"))
    }
}

fn samples_of(recording: &Recording) -> Vec<i16> {
    let reader = hound::WavReader::new(Cursor::new(&recording.wav)).unwrap();
    let form = reader.spec();
    assert_eq!((form.channels, form.sample_rate, form.bits_per_sample), (1, 8_000, 16));
    reader.into_samples::<i16>().map(Result::unwrap).collect()
}

/// Pitch by counting how often the wave rises through zero.
fn pitch_hz(samples: &[i16]) -> f32 {
    let rises = samples.windows(2).filter(|pair| pair[0] < 0 && pair[1] >= 0).count();
    rises as f32 * 8_000.0 / samples.len() as f32
}

#[test]
fn every_supported_kind_becomes_telephone_sound_of_the_same_pitch_and_length() {
    for (kind, bytes) in READABLE {
        let recording = read_recording(bytes, Some(kind)).unwrap();
        let samples = samples_of(&recording);
        assert!((pitch_hz(&samples) - 440.0).abs() < 6.0, "{kind}: {} Hz", pitch_hz(&samples));
        assert!((5_900..6_200).contains(&recording.duration_ms), "{kind}: {} ms", recording.duration_ms);
        assert_eq!(recording.duration_ms as usize, samples.len() / 8, "{kind}");
        assert_eq!(recording.notices, [], "{kind}");
    }
}

#[test]
fn what_a_file_is_its_content_says_and_not_its_name() {
    for hint in [Some("wav"), Some(".m4a"), Some("pdf"), Some(""), None] {
        assert!(read_recording(MP3, hint).is_ok(), "{hint:?}");
    }
}

#[test]
fn stereo_is_mixed_and_not_doubled() {
    let stereo = Wav { rate_hz: 44_100, channels: 2, ..Wav::seconds(6) }.read().unwrap();
    let loudest = samples_of(&stereo).iter().map(|sample| sample.unsigned_abs()).max().unwrap();
    assert!((9_500..10_200).contains(&loudest), "{loudest}");
}

#[test]
fn the_same_file_always_gives_the_same_hash_and_the_hash_is_of_the_wav() {
    let (first, second) = (read_recording(MP3, None).unwrap(), read_recording(MP3, None).unwrap());
    assert_eq!(first, second);
    assert_eq!(first.sha256, hex::encode(Sha256::digest(&first.wav)));
    assert_ne!(first.sha256, read_recording(M4A, None).unwrap().sha256);
}

#[test]
fn what_was_read_once_is_read_again_unchanged() {
    let first = read_recording(M4A, None).unwrap();
    assert_eq!(read_recording(&first.wav, Some("wav")).unwrap().wav, first.wav);
}

#[test]
fn a_tag_with_a_picture_before_the_sound_is_passed_over() {
    let picture = [0x55; 200_000];
    // ID3v2.4 header: the length in four times seven bits. An unknown frame of that length follows.
    let syncsafe = |length: usize| [21, 14, 7, 0].map(|shift| (length >> shift) as u8 & 0x7f);
    let frame = [b"APIC".as_slice(), &syncsafe(picture.len()), &[0, 0], &picture].concat();
    let file = [b"ID3\x04\0\0".as_slice(), &syncsafe(frame.len()), &frame, MP3].concat();
    assert_eq!(read_recording(&file, None).unwrap().wav, read_recording(MP3, None).unwrap().wav);
}

#[test]
fn five_seconds_are_enough_and_less_is_too_short() {
    assert_eq!(Wav::seconds(5).read().unwrap().duration_ms, 5_000);
    let short = Wav { milliseconds: 4_999, ..Wav::seconds(0) };
    assert_eq!(short.read(), Err(AudioError::TooShort { duration_ms: 4_999 }));
    assert_eq!(Wav::seconds(2).read(), Err(AudioError::TooShort { duration_ms: 2_000 }));
    assert_eq!(Wav::seconds(0).read(), Err(AudioError::TooShort { duration_ms: 0 }));
}

#[test]
fn sixty_seconds_are_fine_with_an_encoders_padding_cut_off_and_more_is_too_long() {
    assert_eq!(Wav::seconds(60).read().unwrap().duration_ms, 60_000);
    let padded = Wav { milliseconds: 60_090, rate_hz: 44_100, ..Wav::seconds(0) };
    assert_eq!(padded.read().unwrap().duration_ms, 60_000);
    assert_eq!(Wav::seconds(61).read(), Err(AudioError::TooLong));
    assert_eq!(Wav::seconds(70).read(), Err(AudioError::TooLong));
}

#[test]
fn more_than_twenty_five_seconds_is_noted() {
    assert_eq!(Wav::seconds(25).read().unwrap().notices, []);
    assert_eq!(Wav::seconds(30).read().unwrap().notices, [Notice::LongerThan25s]);
}

#[test]
fn a_recording_with_flattened_waves_is_noted_and_one_at_full_scale_is_not() {
    let at = |amplitude| Wav { rate_hz: 44_100, amplitude, ..Wav::seconds(6) }.read().unwrap().notices;
    assert_eq!(at(0.99), []);
    assert_eq!(at(2.0), [Notice::Clipping]);
}

#[test]
fn an_empty_or_huge_file_is_refused_before_it_is_read() {
    assert_eq!(read_recording(&[], None), Err(AudioError::Empty));
    let huge = vec![0; MAX_FILE_BYTES + 1];
    assert_eq!(read_recording(&huge, None), Err(AudioError::TooLarge { bytes: huge.len() }));
}

#[test]
fn what_is_no_sound_is_told_apart_from_sound_that_is_not_read() {
    assert_eq!(read_recording(b"%PDF-1.7 and so on", Some("mp3")), Err(AudioError::NotAudio));
    let flac = Err(AudioError::UnsupportedFormat { kind: "a FLAC recording" });
    assert_eq!(read_recording(b"fLaC\0\0\0\x22", Some("wav")), flac);
    assert_eq!(read_recording(ADPCM, Some("wav")), Err(AudioError::UnsupportedCodec));
}

#[test]
fn a_file_cut_off_in_its_header_is_damaged() {
    for (kind, bytes) in READABLE {
        let cut = &bytes[..40];
        assert_eq!(read_recording(cut, Some(kind)), Err(AudioError::Corrupt), "{kind}");
    }
}

#[test]
fn a_file_cut_off_in_the_middle_is_damaged() {
    for (kind, bytes) in [("mp3", MP3), ("m4a", M4A), ("m4a", ALAC), ("wav", MU_LAW)] {
        for part in [3, 2] {
            let cut = &bytes[..bytes.len() * (part - 1) / part];
            assert_eq!(read_recording(cut, Some(kind)), Err(AudioError::Corrupt), "{kind} cut at {}", cut.len());
        }
    }
}

#[test]
fn noise_in_the_middle_of_a_file_is_damage() {
    let mut bytes = MP3.to_vec();
    let middle = bytes.len() / 4..bytes.len() * 3 / 4;
    bytes[middle].iter_mut().for_each(|byte| *byte = byte.wrapping_mul(31).wrapping_add(7));
    assert_eq!(read_recording(&bytes, Some("mp3")), Err(AudioError::Corrupt));
}

#[test]
fn a_header_that_promises_hours_costs_no_memory_and_is_not_believed() {
    let mut wav = Wav::seconds(6).bytes();
    // As programs write it that do not know the length yet: all bits set in both lengths.
    wav[4..8].fill(0xff);
    wav[40..44].fill(0xff);
    assert_eq!(read_recording(&wav, Some("wav")).map(|recording| recording.duration_ms), Ok(6_000));
}

#[test]
fn a_wav_with_floating_point_nonsense_is_read_as_silence_there() {
    let form = hound::WavSpec {
        channels: 1,
        sample_rate: 8_000,
        bits_per_sample: 32,
        sample_format: hound::SampleFormat::Float,
    };
    let mut file = Cursor::new(Vec::new());
    let mut writer = hound::WavWriter::new(&mut file, form).unwrap();
    for index in 0..48_000 {
        writer.write_sample([f32::NAN, f32::INFINITY, f32::NEG_INFINITY, 1e30][index % 4]).unwrap();
    }
    writer.finalize().unwrap();
    let recording = read_recording(&file.into_inner(), None).unwrap();
    assert_eq!(recording.duration_ms, 6_000);
    assert_eq!(samples_of(&recording)[..4], [0, 0, 0, i16::MAX]);
}

#[test]
fn the_sample_dealerships_recordings_give_no_cause_for_a_notice() {
    for bytes in [
        include_bytes!("../../practice/assets/service-due-en.mp3").as_slice(),
        include_bytes!("../../practice/assets/service-due-fr.mp3"),
        include_bytes!("../../practice/assets/confirm-en.mp3"),
        include_bytes!("../../practice/assets/confirm-fr.mp3"),
        include_bytes!("../../practice/assets/no-show-en.mp3"),
        include_bytes!("../../practice/assets/no-show-fr.mp3"),
        include_bytes!("../../practice/assets/follow-up-en.mp3"),
        include_bytes!("../../practice/assets/follow-up-fr.mp3"),
        include_bytes!("../../practice/assets/parts-in-en.mp3"),
        include_bytes!("../../practice/assets/parts-in-fr.mp3"),
        include_bytes!("../../practice/assets/after-visit-en.mp3"),
        include_bytes!("../../practice/assets/after-visit-fr.mp3"),
        include_bytes!("../../practice/assets/still-looking-en.mp3"),
        include_bytes!("../../practice/assets/still-looking-fr.mp3"),
        include_bytes!("../../practice/assets/thank-you-en.mp3"),
        include_bytes!("../../practice/assets/thank-you-fr.mp3"),
    ] {
        assert_eq!(read_recording(bytes, Some("mp3")).unwrap().notices, []);
    }
}

#[test]
fn messages_say_what_to_do_and_show_the_length() {
    let short = AudioError::TooShort { duration_ms: 3_250 }.to_string();
    assert_eq!(short, "The recording is 3.2 seconds long; a message needs at least 5 seconds. Record it again.");
    let large = AudioError::TooLarge { bytes: 50_000_001 }.to_string();
    assert_eq!(
        large,
        "The file is too large (51 MB; the limit is 50 MB). Export only the message, as WAV, MP3 or M4A."
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn damaged_files_are_read_or_refused_and_never_panic(
        file in 0..READABLE.len(),
        damage in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..40),
        end in any::<prop::sample::Index>(),
    ) {
        let (kind, bytes) = READABLE[file];
        let mut bytes = bytes.to_vec();
        for (at, value) in damage {
            // Half of the damage goes where the structure of the file stands.
            let reach = if value % 2 == 0 { bytes.len() } else { bytes.len().min(600) };
            bytes[at.index(reach)] = value;
        }
        let whole = bytes.len();
        bytes.truncate(whole - end.index(whole) / 8);
        if let Ok(recording) = read_recording(&bytes, Some(kind)) {
            prop_assert!((MIN_DURATION_MS - 1..=MAX_DURATION_MS).contains(&recording.duration_ms));
        }
    }

    #[test]
    fn random_bytes_behind_a_real_beginning_never_panic(
        file in 0..READABLE.len(),
        kept in 4..200_usize,
        noise in proptest::collection::vec(any::<u8>(), 0..4_000),
    ) {
        let (kind, bytes) = READABLE[file];
        let bytes = [&bytes[..kept], &noise].concat();
        prop_assert!(read_recording(&bytes, Some(kind)).is_err());
    }
}
