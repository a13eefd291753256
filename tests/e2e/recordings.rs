//! WAV files as a person would record them: a tone, 8 kHz, mono, 16 bit.

use std::{f64::consts::TAU, fs, path::Path};

const RATE: u32 = 8_000;

/// Writes a recording of so many seconds that is neither silent nor clipped. `pitch` makes another recording of it.
pub fn write_tone(path: &Path, seconds: u32, pitch: f64) {
    let samples = (0..seconds * RATE).map(|index| {
        let swell = 0.6 + 0.4 * (TAU * f64::from(index) / f64::from(RATE) * 0.7).sin();
        (swell * 9_000.0 * (TAU * pitch * f64::from(index) / f64::from(RATE)).sin()) as i16
    });
    let data: Vec<u8> = samples.flat_map(i16::to_le_bytes).collect();
    fs::write(path, [header(data.len() as u32), data].concat()).expect("a recording");
}

fn header(data_bytes: u32) -> Vec<u8> {
    let mut bytes = Vec::from(*b"RIFF");
    bytes.extend((36 + data_bytes).to_le_bytes());
    bytes.extend(b"WAVEfmt ");
    bytes.extend(16_u32.to_le_bytes());
    // PCM, one channel.
    bytes.extend([1, 0, 1, 0]);
    bytes.extend(RATE.to_le_bytes());
    bytes.extend((RATE * 2).to_le_bytes());
    // Two bytes a frame, 16 bits a sample.
    bytes.extend([2, 0, 16, 0]);
    bytes.extend(b"data");
    bytes.extend(data_bytes.to_le_bytes());
    bytes
}
