//! To the telephone's rate, and into a WAV file.

use std::io::Cursor;

use rubato::{Fft, FixedSync, Resampler, audioadapter_buffers::direct::InterleavedSlice};

use crate::{AudioError, SAMPLE_RATE_HZ, decode::Sound};

/// Frames that the resampler takes at a time. Any number works; this one is fast.
const CHUNK_FRAMES: usize = 1_024;

/// Length of so many samples at 8 kHz.
pub(crate) fn duration_ms(samples: usize) -> u32 {
    u32::try_from(samples as u64 * 1_000 / u64::from(SAMPLE_RATE_HZ)).unwrap_or(u32::MAX)
}

/// 16-bit samples at 8 kHz. Everything above the telephone's 4 kHz is filtered out first, so that it does not come back
/// as a whistle.
///
/// # Errors
/// [`AudioError::UnsupportedCodec`] if the resampler takes no such rate.
pub(crate) fn to_telephone_rate(sound: &Sound) -> Result<Vec<i16>, AudioError> {
    if sound.rate_hz == SAMPLE_RATE_HZ {
        return Ok(sound.samples.iter().copied().map(to_i16).collect());
    }
    let unsupported = |_| AudioError::UnsupportedCodec;
    let mut resampler =
        Fft::<f32>::new(sound.rate_hz as usize, SAMPLE_RATE_HZ as usize, CHUNK_FRAMES, 1, FixedSync::Both)
            .map_err(unsupported)?;
    let frames = sound.samples.len();
    let input = InterleavedSlice::new(&sound.samples, 1, frames).map_err(|_| AudioError::UnsupportedCodec)?;
    let output = resampler.process_all(&input, frames, None).map_err(|_| AudioError::UnsupportedCodec)?;
    Ok(output.take_data().into_iter().map(to_i16).collect())
}

/// # Errors
/// [`AudioError::TooLong`] beyond the 4 GB of a WAV file.
pub(crate) fn to_wav(samples: &[i16]) -> Result<Vec<u8>, AudioError> {
    let form = hound::WavSpec {
        channels: 1,
        sample_rate: SAMPLE_RATE_HZ,
        bits_per_sample: 16,
        sample_format: hound::SampleFormat::Int,
    };
    let mut file = Cursor::new(Vec::new());
    let written = hound::WavWriter::new(&mut file, form).and_then(|mut writer| {
        for sample in samples {
            writer.write_sample(*sample)?;
        }
        writer.finalize()
    });
    written.map_err(|_| AudioError::TooLong)?;
    Ok(file.into_inner())
}

/// Full scale to full scale; what a filter pushed beyond is cut there and does not wrap around into a crack.
fn to_i16(sample: f32) -> i16 {
    (sample * f32::from(i16::MAX)).round() as i16
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Energy of the tone `hz` relative to a full-scale sine, by correlation.
    fn level_of(samples: &[i16], hz: f32) -> f32 {
        let turn = std::f32::consts::TAU * hz / SAMPLE_RATE_HZ as f32;
        let (mut sine, mut cosine) = (0.0, 0.0);
        for (index, sample) in samples.iter().enumerate() {
            let level = f32::from(*sample) / f32::from(i16::MAX);
            sine += level * (turn * index as f32).sin();
            cosine += level * (turn * index as f32).cos();
        }
        (sine * sine + cosine * cosine).sqrt() * 2.0 / samples.len() as f32
    }

    fn tone(rate_hz: u32, hz: f32) -> Sound {
        let turn = std::f32::consts::TAU * hz / rate_hz as f32;
        let samples = (0..rate_hz).map(|index| (turn * index as f32).sin() * 0.5).collect();
        Sound { samples, rate_hz, clipped_runs: 0 }
    }

    #[test]
    fn a_tone_keeps_pitch_level_and_length_at_every_usual_rate() {
        for rate_hz in [8_000, 11_025, 16_000, 22_050, 44_100, 48_000, 96_000] {
            let samples = to_telephone_rate(&tone(rate_hz, 440.0)).unwrap();
            assert_eq!(samples.len(), 8_000, "{rate_hz} Hz");
            let level = level_of(&samples, 440.0);
            assert!((level - 0.5).abs() < 0.02, "{rate_hz} Hz: {level}");
        }
    }

    #[test]
    fn what_a_telephone_cannot_carry_does_not_come_back_as_another_tone() {
        // 5 kHz would fold to 3 kHz.
        let samples = to_telephone_rate(&tone(44_100, 5_000.0)).unwrap();
        assert!(level_of(&samples, 3_000.0) < 0.001);
    }

    #[test]
    fn samples_beyond_full_scale_are_cut_and_do_not_wrap() {
        assert_eq!([2.0, -2.0, 1.0, 0.0].map(to_i16), [i16::MAX, i16::MIN, i16::MAX, 0]);
    }
}
