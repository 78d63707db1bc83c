//! A compiled MeCab dictionary (sys.dic, unk.dic: version 102) -> its entries in the order of their surfaces.

use std::path::Path;

use anyhow::{Context, Result, ensure};

const MAGIC: u32 = 0xef71_8f77;
const VERSION: u32 = 102;
const HEADER_BYTES: usize = 72;
const TOKEN_BYTES: usize = 16;
const UNIT_BYTES: usize = 8;

/// One entry of the lexicon.
pub struct Entry<'d> {
    pub surface: &'d str,
    pub left_id: u16,
    pub right_id: u16,
    pub cost: i16,
    /// The features as one CSV line.
    pub features: &'d str,
}

/// The three sections of a compiled dictionary: the double array over the surfaces, the tokens, and their features.
pub struct Lexicon {
    units: Vec<u8>,
    tokens: Vec<u8>,
    features: Vec<u8>,
}

impl Lexicon {
    pub fn open(path: &Path) -> Result<Lexicon> {
        let bytes = std::fs::read(path).with_context(|| path.display().to_string())?;
        ensure!(bytes.len() >= HEADER_BYTES && u32_at(&bytes, 0) ^ MAGIC == bytes.len() as u32, "{}: not a MeCab dictionary", path.display());
        ensure!(u32_at(&bytes, 4) == VERSION, "{}: format version {}, not {VERSION}", path.display(), u32_at(&bytes, 4));
        let [units, tokens, features] = [24, 28, 32].map(|at| u32_at(&bytes, at) as usize);
        ensure!(bytes.len() == HEADER_BYTES + units + tokens + features, "{}: the sections do not add up", path.display());
        let (units, rest) = bytes[HEADER_BYTES..].split_at(units);
        let (tokens, features) = rest.split_at(tokens);
        Ok(Lexicon { units: units.to_vec(), tokens: tokens.to_vec(), features: features.to_vec() })
    }

    /// Calls `each` with every entry, sorted by the bytes of the surface. An error where the walk does not meet every token.
    pub fn for_each(&self, mut each: impl FnMut(Entry) -> Result<()>) -> Result<()> {
        let mut met = 0;
        // Nodes still to visit, the next one last: the base of the node and its key.
        let mut open = vec![(self.base(0), Vec::new())];
        while let Some((base, key)) = open.pop() {
            let at = base as usize;
            if self.is_child(at, base) && self.base(at) < 0 {
                let value = (-self.base(at) - 1) as usize;
                let surface = std::str::from_utf8(&key).context("a surface that is not UTF-8")?;
                for token in value >> 8..(value >> 8) + (value & 0xff) {
                    each(self.entry(surface, token)?)?;
                    met += 1;
                }
            }
            for byte in (0..=255u8).rev() {
                let at = base as usize + usize::from(byte) + 1;
                if self.is_child(at, base) {
                    open.push((self.base(at), [key.as_slice(), &[byte]].concat()));
                }
            }
        }
        ensure!(met == self.tokens.len() / TOKEN_BYTES, "met {met} of {} tokens", self.tokens.len() / TOKEN_BYTES);
        Ok(())
    }

    fn base(&self, unit: usize) -> i32 {
        u32_at(&self.units, unit * UNIT_BYTES) as i32
    }

    fn is_child(&self, unit: usize, base: i32) -> bool {
        unit < self.units.len() / UNIT_BYTES && u32_at(&self.units, unit * UNIT_BYTES + 4) == base as u32
    }

    fn entry<'d>(&'d self, surface: &'d str, token: usize) -> Result<Entry<'d>> {
        let at = token * TOKEN_BYTES;
        let features = &self.features[u32_at(&self.tokens, at + 8) as usize..];
        let end = features.iter().position(|&byte| byte == 0).context("features without an end")?;
        Ok(Entry {
            surface,
            left_id: u16_at(&self.tokens, at),
            right_id: u16_at(&self.tokens, at + 2),
            cost: u16_at(&self.tokens, at + 6) as i16,
            features: std::str::from_utf8(&features[..end]).context("features that are not UTF-8")?,
        })
    }
}

pub fn u16_at(bytes: &[u8], at: usize) -> u16 {
    u16::from_le_bytes([bytes[at], bytes[at + 1]])
}

pub fn u32_at(bytes: &[u8], at: usize) -> u32 {
    u32::from_le_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]])
}
