//! Bytes -> text: byte order mark, valid UTF-8, the page's own word, then a guess. What could not be decoded is said.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{EUC_KR, Encoding, UTF_8, UTF_16BE, UTF_16LE};

/// A text, and what was lost on the way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded {
    pub text: String,
    /// Says how many places could not be decoded.
    pub damage: Option<String>,
}

/// Decodes a document's bytes. An error says why they are no text.
pub fn decode(bytes: &[u8]) -> Result<Decoded, String> {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return accept(encoding, &bytes[mark..]);
    }
    // Seven bits: valid UTF-8 as well.
    if bytes.starts_with(b"\x1b$)C") {
        return accept(EUC_KR, &from_iso_2022_kr(bytes));
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return checked(UTF_8, text.to_string(), 0);
    }
    if let Some(encoding) = utf16_without_mark(bytes) {
        return accept(encoding, bytes);
    }
    if is_damaged_utf8(bytes) {
        return accept(UTF_8, bytes);
    }
    if bytes.contains(&0) {
        return Err("a binary file: it is no text in any encoding that is read here".to_string());
    }
    let declared = declared(bytes).filter(|e| *e != UTF_8).filter(|e| !e.decode_without_bom_handling(bytes).1);
    accept(declared.unwrap_or_else(|| guess(bytes)), bytes)
}

/// Of a hundred characters, so many may be lost before a file counts as no text at all.
const LOST_PER_HUNDRED: usize = 5;

fn accept(encoding: &'static Encoding, bytes: &[u8]) -> Result<Decoded, String> {
    let text = encoding.decode_without_bom_handling(bytes).0.into_owned();
    // A replacement character can also stand in the input itself.
    let own = if encoding == UTF_8 { memchr::memmem::find_iter(bytes, "\u{fffd}").count() } else { 0 };
    let lost = text.matches('\u{fffd}').count().saturating_sub(own);
    checked(encoding, text, lost)
}

fn checked(encoding: &'static Encoding, text: String, lost: usize) -> Result<Decoded, String> {
    let length = text.chars().count();
    let controls = text.chars().filter(|c| c.is_control() && !c.is_whitespace()).count();
    if lost * 100 > length * LOST_PER_HUNDRED || controls * 100 > length * LOST_PER_HUNDRED {
        return Err(format!("not readable as text: of {length} characters, {} are invalid in {}", lost + controls, encoding.name()));
    }
    let damage = (lost > 0).then(|| format!("{lost} places are not valid {}: they stand in the text as U+FFFD", encoding.name()));
    Ok(Decoded { text, damage })
}

/// UTF-8 with a few bad bytes: whole multi-byte characters outnumber the bad places by far.
fn is_damaged_utf8(bytes: &[u8]) -> bool {
    let (mut good, mut bad) = (0usize, 0usize);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().chars().filter(|c| c.len_utf8() == 3).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    good > bad * 10
}

/// UTF-16 without a mark: nearly all units are Hangul, ASCII or the punctuation that goes with them.
fn utf16_without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    if bytes.len() < 4 || !bytes.len().is_multiple_of(2) {
        return None;
    }
    let head = &bytes[..bytes.len().min(4096)];
    [UTF_16LE, UTF_16BE].into_iter().find(|&encoding| {
        let unit = |pair: &[u8]| if encoding == UTF_16LE { u16::from_le_bytes([pair[0], pair[1]]) } else { u16::from_be_bytes([pair[0], pair[1]]) };
        let units = head.chunks_exact(2).map(unit);
        let (mut usual, mut ascii) = (0, 0);
        for unit in units {
            ascii += usize::from(matches!(unit, 0x09 | 0x0a | 0x0d | 0x20..=0x7e));
            usual += usize::from(matches!(unit, 0x09 | 0x0a | 0x0d | 0x20..=0x7e | 0x2010..=0x203b | 0x3000..=0x301f | 0xac00..=0xd7a3));
        }
        // In a text of two-byte Hangul, pairs of bytes can fall on syllables by chance, but not on single ASCII units.
        usual * 100 >= head.len() / 2 * 95 && ascii * 20 >= head.len() / 2
    })
}

/// What a page says of itself in its first two kilobytes: `charset=euc-kr`.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(2048)]).to_ascii_lowercase();
    let (_, after) = head.split_once("charset=").or_else(|| head.split_once("encoding="))?;
    let label = after.trim_start_matches(['"', '\'', ' ']);
    let end = label.find(|c: char| !c.is_ascii_alphanumeric() && c != '-' && c != '_').unwrap_or(label.len());
    Encoding::for_label(&label.as_bytes()[..end])
}

fn guess(bytes: &[u8]) -> &'static Encoding {
    // Almost all old Korean text is in this encoding; the detector needs a certain length to see it.
    if !EUC_KR.decode_without_bom_handling(bytes).1 {
        return EUC_KR;
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    detector.guess(Some(b"kr"), Utf8Detection::Deny)
}

/// ISO-2022-KR, an old encoding of mail, as EUC-KR: between SO and SI stand the same pairs in seven bits.
fn from_iso_2022_kr(bytes: &[u8]) -> Vec<u8> {
    let mut shifted = false;
    let body = bytes.strip_prefix(b"\x1b$)C").unwrap_or(bytes);
    let mut out = Vec::with_capacity(body.len());
    for &byte in body {
        match byte {
            0x0e => shifted = true,
            0x0f => shifted = false,
            0x21..=0x7e if shifted => out.push(byte | 0x80),
            _ => out.push(byte),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodings_are_told_apart() {
        let text = "지난 3일 오후 2시부터 약 30분간 접속이 되지 않았다. 회사는 “점검 중 오류”라고 했다.\n복구율은 99.8%였다.";
        let utf16 = |big: bool| text.encode_utf16().flat_map(|u| if big { u.to_be_bytes() } else { u.to_le_bytes() }).collect::<Vec<u8>>();
        let cases: Vec<(&str, Vec<u8>)> = vec![
            ("UTF-8", text.as_bytes().to_vec()),
            ("UTF-8 with a mark", [b"\xef\xbb\xbf", text.as_bytes()].concat()),
            ("UTF-16LE", utf16(false)),
            ("UTF-16BE", utf16(true)),
            ("UTF-16LE with a mark", [b"\xff\xfe".to_vec(), utf16(false)].concat()),
            ("EUC-KR", EUC_KR.encode(text).0.into_owned()),
        ];
        for (name, bytes) in cases {
            assert_eq!(decode(&bytes), Ok(Decoded { text: text.to_string(), damage: None }), "{name}");
        }
    }

    #[test]
    fn pages_that_lie_are_read_by_their_bytes() {
        let page = "<meta charset=\"euc-kr\"><p>서버 점검</p>";
        assert_eq!(decode(page.as_bytes()).unwrap().text, page);
        let page = "<meta charset=\"utf-8\"><p>서버 점검 펩시 뷁</p>";
        assert_eq!(decode(&EUC_KR.encode(page).0).unwrap().text, page);
    }

    #[test]
    fn damage_is_said_and_binary_refused() {
        let mut bytes = "서버 점검 중에 오류가 났다고 회사가 밝혔다.".repeat(5).into_bytes();
        bytes[30] = 0xff;
        let decoded = decode(&bytes).unwrap();
        assert!(decoded.damage.is_some_and(|d| d.contains("UTF-8")));
        for bytes in [&b"\x00\x01\x02\x03\xff\xfe\x00\x00\x00"[..], &b"\xff\xff\xff\xff\xff\xff"[..], &b"\x01\x02\x03\x04\x05ab"[..]] {
            assert!(decode(bytes).is_err(), "{bytes:?}");
        }
    }

    #[test]
    fn iso_2022_kr_is_read() {
        assert_eq!(decode(b"\x1b$)C\x0e<-9v\x0f A").unwrap().text, "서버 A");
    }
}
