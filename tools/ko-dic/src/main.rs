//! The compiled MeCab ko-dic of a Python wheel -> the compressed lindera dictionary in dictionaries/ko-dic.
//!
//! `ko-dic MECAB_DIR SETTINGS_DIR OUT`: MECAB_DIR holds sys.dic, unk.dic, matrix.bin and char.bin; SETTINGS_DIR holds the
//! metadata.json and context_id_freq.txt of the crate lindera-ko-dic. The compiled files are turned back into MeCab's
//! sources, from which lindera's own builder makes its dictionary, with only the columns that wonin reads.

mod darts;
mod sources;

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail, ensure};
use lindera_dictionary::builder::DictionaryBuilder;
use sha2::{Digest, Sha256};

/// The one input that this tool was checked with.
const SYS_DIC_SHA256: &str = "e4652856d13821a391e9cde47de44532d708aa5f859ae730b5377b93d52db765";
/// The columns of an entry that are kept; the others double the size and are not read.
const COLUMNS: [&str; 8] =
    ["surface", "left_context_id", "right_context_id", "cost", "part_of_speech_tag", "meaning", "type", "expression"];
const ZSTD_LEVEL: i32 = 19;

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [mecab, settings, out] = arguments.as_slice() else { bail!("usage: ko-dic MECAB_DIR SETTINGS_DIR OUT (see make.sh)") };
    let (mecab, settings, out) = (Path::new(mecab), Path::new(settings), Path::new(out));

    let sys = fs::read(mecab.join("sys.dic")).with_context(|| format!("{}: no sys.dic", mecab.display()))?;
    ensure!(hex_sha256(&sys) == SYS_DIC_SHA256, "{}/sys.dic is not the dictionary that this tool was made for", mecab.display());

    let work = tempfile::tempdir()?;
    let (source, built) = (work.path().join("source"), work.path().join("built"));
    sources::write(mecab, &source)?;

    let builder = DictionaryBuilder::new(trimmed_metadata(&settings.join("metadata.json"))?).with_context_id_freq(settings.join("context_id_freq.txt"));
    builder.build_dictionary(&source, &built).map_err(|error| anyhow::anyhow!("lindera's builder: {error}"))?;
    compress(&built, out)
}

fn trimmed_metadata(path: &Path) -> Result<lindera_dictionary::dictionary::metadata::Metadata> {
    let mut settings: serde_json::Value = serde_json::from_str(&fs::read_to_string(path)?)?;
    let fields = settings["dictionary_schema"]["fields"].as_array().context("metadata.json names no dictionary_schema.fields")?;
    for column in COLUMNS {
        ensure!(fields.iter().any(|field| field == column), "metadata.json knows no column {column}");
    }
    settings["dictionary_schema"]["fields"] = COLUMNS.into();
    Ok(serde_json::from_value(settings)?)
}

/// One .zst for each file of the dictionary, and SHA256SUMS of the files as they unpack.
fn compress(built: &Path, out: &Path) -> Result<()> {
    fs::create_dir_all(out)?;
    let mut names: Vec<String> = Vec::new();
    for entry in fs::read_dir(built)? {
        names.push(entry?.file_name().into_string().map_err(|name| anyhow::anyhow!("{name:?}: a file name that is not UTF-8"))?);
    }
    names.sort();
    let mut sums = String::new();
    for name in names {
        let raw = fs::read(built.join(&name))?;
        let packed = zstd::encode_all(raw.as_slice(), ZSTD_LEVEL)?;
        eprintln!("{name}: {} bytes, {} packed", raw.len(), packed.len());
        sums += &format!("{}  {name}\n", hex_sha256(&raw));
        fs::write(out.join(format!("{name}.zst")), packed)?;
    }
    fs::write(out.join("SHA256SUMS"), sums)?;
    Ok(())
}

fn hex_sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}
