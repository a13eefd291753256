//! From the bytes of a file to one channel of sound, stopping as soon as it is too long.

use std::{
    io::Cursor,
    panic::{AssertUnwindSafe, catch_unwind},
};

use symphonia::core::{
    audio::GenericAudioBufferRef,
    codecs::audio::{AudioDecoder, AudioDecoderOptions},
    errors::Error,
    formats::{FormatOptions, FormatReader, Track, TrackType, probe::Hint},
    io::{MediaSourceStream, MediaSourceStreamOptions},
    meta::MetadataOptions,
    packet::Packet,
};

use crate::{AudioError, MAX_DURATION_MS};

/// Encoders fill their last frames: an MP3 of exactly 60 s decodes to a little more. So much is cut off and no error.
const ENCODER_PADDING_MS: u32 = 100;

/// Sample rates that recordings have, in Hz. Beyond them a header is wrong, and a resampler would need absurd memory.
const SAMPLE_RATES_HZ: std::ops::RangeInclusive<u32> = 4_000..=192_000;

/// Eight is surround sound; a header with more is wrong.
const MAX_CHANNELS: usize = 8;

/// One packet in this many may be unreadable: the first of an MP3 that was cut out of a longer one always is.
const GOOD_PACKETS_PER_BAD: usize = 50;

/// A file that holds less than 98 % of what its header promises was cut short; the rest is encoder padding.
const PROMISED_SHARE: (u64, u64) = (98, 100);

/// Headers written before the end was known promise nonsense; no promise beyond a day is taken at its word.
const MAX_BELIEVED_SECONDS: u64 = 86_400;

/// From this level on a sample is at full scale.
const FULL_SCALE: f32 = 0.999;

/// So many samples in a row at full scale are a flattened wave and not its peak.
const CLIPPED_RUN_SAMPLES: u32 = 3;

/// One channel of sound at the rate of the file.
#[derive(Debug)]
pub(crate) struct Sound {
    /// Every channel mixed in equal parts; finite, nominally within -1 and 1. At most 60 s.
    pub(crate) samples: Vec<f32>,
    /// Samples a second, within `SAMPLE_RATES_HZ`.
    pub(crate) rate_hz: u32,
    /// How often the wave is cut off at full scale, counted before the channels are mixed.
    pub(crate) clipped_runs: u32,
}

impl Sound {
    pub(crate) fn duration_ms(&self) -> u32 {
        let ms = self.samples.len() as u64 * 1_000 / u64::from(self.rate_hz);
        u32::try_from(ms).unwrap_or(u32::MAX)
    }
}

/// Decodes the first sound track. A decoder that panics on a hostile file counts as one that could not read it.
///
/// # Errors
/// [`AudioError::UnsupportedCodec`], [`AudioError::Corrupt`], or [`AudioError::TooLong`] as soon as more than 60 s are
/// decoded, whatever the header says.
pub(crate) fn decode(bytes: &[u8], extension_hint: Option<&str>) -> Result<Sound, AudioError> {
    // Everything the decoder touched is dropped with it, so nothing half done is seen afterwards.
    catch_unwind(AssertUnwindSafe(|| decode_trusting(bytes, extension_hint))).unwrap_or(Err(AudioError::Corrupt))
}

fn decode_trusting(bytes: &[u8], extension_hint: Option<&str>) -> Result<Sound, AudioError> {
    let mut hint = Hint::new();
    if let Some(extension) = extension_hint {
        hint.with_extension(extension.trim_start_matches('.'));
    }
    let stream = MediaSourceStream::new(Box::new(Cursor::new(bytes)), MediaSourceStreamOptions::default());
    let mut format = symphonia::default::get_probe()
        .probe(&hint, stream, FormatOptions::default(), MetadataOptions::default())
        .map_err(told_apart)?;
    let track = format.default_track(TrackType::Audio).ok_or(AudioError::UnsupportedCodec)?;
    let promised_frames = track.num_frames;
    let track_id = track.id;
    let mut decoder = decoder_for(track)?;
    let mut mix = Mix::default();
    let mut packets = Packets { format: format.as_mut(), track_id, left: bytes.len() };
    let (mut good, mut bad) = (0_usize, 0_usize);
    while let Some(packet) = packets.next()? {
        let taken = match decoder.decode(&packet) {
            Ok(buffer) => mix.take(&buffer)?,
            Err(Error::Unsupported(_)) if good == 0 => return Err(AudioError::UnsupportedCodec),
            // Noise in the middle can look like a coding that nobody knows.
            Err(Error::DecodeError(_) | Error::IoError(_) | Error::Unsupported(_)) => false,
            Err(_) => return Err(AudioError::Corrupt),
        };
        if taken { good += 1 } else { bad += 1 }
    }
    if good == 0 && bad == 0 && promised_frames == Some(0) {
        return Err(AudioError::TooShort { duration_ms: 0 });
    }
    let unreadable = good == 0 || bad > good / GOOD_PACKETS_PER_BAD + 1;
    if unreadable || mix.falls_short_of(promised_frames) {
        return Err(AudioError::Corrupt);
    }
    Ok(mix.finish())
}

fn decoder_for(track: &Track) -> Result<Box<dyn AudioDecoder>, AudioError> {
    let parameters = track.codec_params.as_ref().and_then(|parameters| parameters.audio());
    let parameters = parameters.ok_or(AudioError::UnsupportedCodec)?;
    if parameters.channels.as_ref().is_some_and(|channels| channels.count() > MAX_CHANNELS) {
        return Err(AudioError::UnsupportedCodec);
    }
    symphonia::default::get_codecs().make_audio_decoder(parameters, &AudioDecoderOptions::default()).map_err(told_apart)
}

fn told_apart(error: Error) -> AudioError {
    match error {
        // Of a file that was cut off, the decoder says "missing moov atom" or "no suitable format reader found"; that it
        // is none of ours, `container` has ruled out.
        Error::Unsupported(what) if !what.contains("missing") && !what.contains("no suitable") => {
            AudioError::UnsupportedCodec
        }
        _ => AudioError::Corrupt,
    }
}

/// The packets of one track.
struct Packets<'a, 's> {
    format: &'a mut (dyn FormatReader + 's),
    track_id: u32,
    /// Packets that may still come. Each takes a byte at least, so a file cannot keep us here for ever.
    left: usize,
}

impl Packets<'_, '_> {
    fn next(&mut self) -> Result<Option<Packet>, AudioError> {
        loop {
            self.left = self.left.checked_sub(1).ok_or(AudioError::Corrupt)?;
            match self.format.next_packet() {
                Ok(Some(packet)) if packet.track_id == self.track_id => return Ok(Some(packet)),
                Ok(Some(_)) => {}
                // Half a packet at the end: whether anything is missing, the promised length tells.
                Ok(None) | Err(Error::IoError(_)) => return Ok(None),
                Err(error) => return Err(told_apart(error)),
            }
        }
    }
}

/// Collects packets into one channel.
#[derive(Default)]
struct Mix {
    samples: Vec<f32>,
    /// Of the first packet; 0 before it.
    rate_hz: u32,
    /// Of the packet at hand, interleaved. Kept for its memory.
    frames: Vec<f32>,
    /// For each channel the samples at full scale up to now in a row.
    full_scale_runs: [u32; MAX_CHANNELS],
    clipped_runs: u32,
}

impl Mix {
    /// Adds a packet; false if its form is not that of the first, which only a damaged file does.
    fn take(&mut self, buffer: &GenericAudioBufferRef<'_>) -> Result<bool, AudioError> {
        let (channels, rate_hz) = (buffer.num_planes(), buffer.spec().rate());
        if channels == 0 || channels > MAX_CHANNELS || !SAMPLE_RATES_HZ.contains(&rate_hz) {
            return if self.rate_hz == 0 { Err(AudioError::UnsupportedCodec) } else { Ok(false) };
        }
        if self.rate_hz != 0 && self.rate_hz != rate_hz {
            return Ok(false);
        }
        self.rate_hz = rate_hz;
        if self.samples.len() + buffer.frames() > self.frames_in(MAX_DURATION_MS + ENCODER_PADDING_MS) {
            return Err(AudioError::TooLong);
        }
        let mut frames = std::mem::take(&mut self.frames);
        buffer.copy_to_vec_interleaved(&mut frames);
        for frame in frames.chunks_exact(channels) {
            self.add(frame);
        }
        self.frames = frames;
        Ok(true)
    }

    fn add(&mut self, frame: &[f32]) {
        let mut sum = 0.0;
        for (sample, run) in frame.iter().zip(&mut self.full_scale_runs) {
            // Files with floating point samples can hold infinities and worse.
            let sample = if sample.is_finite() { *sample } else { 0.0 };
            *run = if sample.abs() >= FULL_SCALE { *run + 1 } else { 0 };
            self.clipped_runs += u32::from(*run == CLIPPED_RUN_SAMPLES);
            sum += sample / frame.len() as f32;
        }
        self.samples.push(sum);
    }

    fn falls_short_of(&self, promised_frames: Option<u64>) -> bool {
        let (share, whole) = PROMISED_SHARE;
        promised_frames
            .filter(|frames| *frames <= MAX_BELIEVED_SECONDS * u64::from(self.rate_hz))
            .is_some_and(|frames| (self.samples.len() as u64) * whole < frames * share)
    }

    fn finish(mut self) -> Sound {
        self.samples.truncate(self.frames_in(MAX_DURATION_MS));
        Sound { samples: self.samples, rate_hz: self.rate_hz, clipped_runs: self.clipped_runs }
    }

    fn frames_in(&self, duration_ms: u32) -> usize {
        (u64::from(self.rate_hz) * u64::from(duration_ms) / 1_000) as usize
    }
}
