//! The compiled files of a MeCab dictionary -> its sources: ko-dic.csv, unk.def, matrix.def and char.def.

use std::fmt::Write as _;
use std::fs;
use std::io::{BufWriter, Write as _};
use std::path::Path;

use anyhow::{Result, ensure};

use crate::darts::{Lexicon, u16_at, u32_at};

const FEATURES: usize = 8;
/// Part of speech, meaning, type and expression; presence of a final consonant, reading, first and last part of speech go.
const KEPT: [usize; 4] = [0, 1, 4, 7];

/// Writes all four sources into `out`, which is made where it is missing.
pub fn write(mecab: &Path, out: &Path) -> Result<()> {
    fs::create_dir_all(out)?;
    lexicon(&Lexicon::open(&mecab.join("sys.dic"))?, &out.join("ko-dic.csv"))?;
    lexicon(&Lexicon::open(&mecab.join("unk.dic"))?, &out.join("unk.def"))?;
    matrix(&fs::read(mecab.join("matrix.bin"))?, &out.join("matrix.def"))?;
    fs::write(out.join("char.def"), characters(&fs::read(mecab.join("char.bin"))?)?)?;
    Ok(())
}

fn lexicon(lexicon: &Lexicon, out: &Path) -> Result<()> {
    let mut file = BufWriter::new(fs::File::create(out)?);
    lexicon.for_each(|entry| {
        let surface = match entry.surface.contains([',', '"']) {
            true => format!("\"{}\"", entry.surface.replace('"', "\"\"")),
            false => entry.surface.to_string(),
        };
        let features: Vec<&str> = entry.features.split(',').collect();
        ensure!(features.len() == FEATURES, "{surface}: {} features, not {FEATURES}", features.len());
        let kept = KEPT.map(|at| features[at]).join(",");
        Ok(writeln!(file, "{surface},{},{},{},{kept}", entry.left_id, entry.right_id, entry.cost)?)
    })?;
    Ok(file.flush()?)
}

/// The connection costs. The file names the ids of the left word's right side first.
fn matrix(bytes: &[u8], out: &Path) -> Result<()> {
    let (lefts, rights) = (usize::from(u16_at(bytes, 0)), usize::from(u16_at(bytes, 2)));
    ensure!(bytes.len() == 4 + 2 * lefts * rights, "matrix.bin: {lefts} x {rights} costs do not fit its size");
    let mut file = BufWriter::new(fs::File::create(out)?);
    writeln!(file, "{lefts} {rights}")?;
    for left in 0..lefts {
        for right in 0..rights {
            writeln!(file, "{left} {right} {}", u16_at(bytes, 4 + 2 * (left + lefts * right)) as i16)?;
        }
    }
    Ok(file.flush()?)
}

const NAME_BYTES: usize = 32;
const CODE_POINTS: usize = 0xffff;

/// One code point of char.bin: the categories it belongs to, its default category, and that category's way with unknown words.
#[derive(Clone, Copy, PartialEq)]
struct Character(u32);

impl Character {
    fn categories(self) -> u32 {
        self.0 & 0x3ffff
    }
    fn default(self) -> usize {
        (self.0 >> 18 & 0xff) as usize
    }
    fn length(self) -> u32 {
        self.0 >> 26 & 0xf
    }
    fn groups(self) -> u32 {
        self.0 >> 30 & 1
    }
    fn invokes(self) -> u32 {
        self.0 >> 31
    }
}

fn characters(bytes: &[u8]) -> Result<String> {
    let count = u32_at(bytes, 0) as usize;
    ensure!(bytes.len() == 4 + NAME_BYTES * count + 4 * CODE_POINTS, "char.bin: {count} categories do not fit its size");
    let name = |at: usize| {
        let field = &bytes[4 + NAME_BYTES * at..4 + NAME_BYTES * (at + 1)];
        String::from_utf8_lossy(field).trim_end_matches('\0').to_string()
    };
    let names: Vec<String> = (0..count).map(name).collect();
    let characters: Vec<Character> = (0..CODE_POINTS).map(|at| Character(u32_at(bytes, 4 + NAME_BYTES * count + 4 * at))).collect();

    let mut out = String::new();
    for (index, name) in names.iter().enumerate() {
        // A category's settings stand on every code point whose default it is; one that is nobody's default never applies.
        let settings = characters.iter().find(|c| c.default() == index).map_or((1, 0, 0), |c| (c.invokes(), c.groups(), c.length()));
        writeln!(out, "{name} {} {} {}", settings.0, settings.1, settings.2)?;
    }
    let mut start = 0;
    for run in characters.chunk_by(|a, b| a == b) {
        let (character, end) = (run[0], start + run.len() - 1);
        if names[character.default()] != "DEFAULT" || character.categories().count_ones() > 1 {
            let others = (0..count).filter(|&i| i != character.default() && character.categories() >> i & 1 == 1);
            let list: Vec<&str> = std::iter::once(character.default()).chain(others).map(|i| names[i].as_str()).collect();
            match start == end {
                true => writeln!(out, "0x{start:04X} {}", list.join(" "))?,
                false => writeln!(out, "0x{start:04X}..0x{end:04X} {}", list.join(" "))?,
            }
        }
        start = end + 1;
    }
    Ok(out)
}
