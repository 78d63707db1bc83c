//! dictionaries/ko-dic/*.zst -> the dictionary's files in OUT_DIR, checked against SHA256SUMS, where `src/morpheme.rs` finds them.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::{env, fs};

use sha2::{Digest, Sha256};

fn main() {
    let packed = Path::new("dictionaries/ko-dic");
    println!("cargo::rerun-if-changed={}", packed.display());
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets OUT_DIR"));
    let unpacked = out.join("ko-dic");
    fs::create_dir_all(&unpacked).expect("OUT_DIR can be written");

    let sums = fs::read_to_string(packed.join("SHA256SUMS")).expect("dictionaries/ko-dic/SHA256SUMS is there");
    for line in sums.lines() {
        let (sum, name) = line.split_once("  ").expect("a line of SHA256SUMS is a sum, two spaces and a name");
        let bytes = unpack(&packed.join(format!("{name}.zst")));
        let found: String = Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
        assert!(found == sum, "dictionaries/ko-dic/{name}.zst is damaged: check it out again");
        fs::write(unpacked.join(name), bytes).expect("OUT_DIR can be written");
    }
    // The folder that lindera's macro embeds from.
    println!("cargo::rustc-env=LINDERA_WORKDIR={}", out.display());
}

fn unpack(path: &Path) -> Vec<u8> {
    let file = fs::File::open(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let mut decoder = ruzstd::decoding::StreamingDecoder::new(file).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let mut bytes = Vec::new();
    decoder.read_to_end(&mut bytes).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    bytes
}
