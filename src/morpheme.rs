//! A sentence -> its morphemes, conjugated words unfolded (한 = 하/VV + ㄴ/ETM). The only file that names lindera.

use anyhow::{Context, Result, anyhow};
use lindera::dictionary::Dictionary;
use lindera::mode::Mode;
use lindera::segmenter::Segmenter;
use lindera::worker::SegmentWorker;
use lindera_dictionary::builder::DictionaryBuilder;
use rustc_hash::FxHashMap;

use crate::names::names;
use crate::span::Span;

names!(
    /// Parts of speech of the Sejong tag set, as ko-dic uses them.
    Tag {
        Nng = "NNG", Nnp = "NNP", Nnb = "NNB", Nnbc = "NNBC", Nr = "NR", Np = "NP", Vv = "VV", Va = "VA", Vx = "VX", Vcp = "VCP", Vcn = "VCN",
        Mm = "MM", Mag = "MAG", Maj = "MAJ", Ic = "IC", Jks = "JKS", Jkc = "JKC", Jkg = "JKG", Jko = "JKO", Jkb = "JKB", Jkv = "JKV", Jkq = "JKQ",
        Jx = "JX", Jc = "JC", Ep = "EP", Ef = "EF", Ec = "EC", Etn = "ETN", Etm = "ETM", Xpn = "XPN", Xsn = "XSN", Xsv = "XSV", Xsa = "XSA", Xr = "XR",
        Sf = "SF", Se = "SE", Sso = "SSO", Ssc = "SSC", Sc = "SC", Sy = "SY", Sl = "SL", Sh = "SH", Sn = "SN", Other = "UNKNOWN",
    }
);

/// An interned form; equal forms of one `Worker` and of the words given to `Analyzer::new` are equal numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Form(pub u32);

/// The form of a word that neither the dictionary nor a rule knows: its span tells what it is.
pub const UNKNOWN: Form = Form(0);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Morpheme {
    /// Bytes in the document's text. The parts of an unfolded word share the word's span.
    pub span: Span,
    pub form: Form,
    pub tag: Tag,
    /// Whether white space stands before it.
    pub spaced: bool,
}

/// The forms that are known by number.
#[derive(Debug, Clone, Default)]
pub struct Forms {
    numbers: FxHashMap<Box<str>, u32>,
    names: Vec<Box<str>>,
}

impl Forms {
    pub fn new() -> Forms {
        Forms { numbers: FxHashMap::default(), names: vec!["".into()] }
    }

    pub fn intern(&mut self, form: &str) -> Form {
        if let Some(&number) = self.numbers.get(form) {
            return Form(number);
        }
        let number = self.names.len() as u32;
        self.names.push(form.into());
        self.numbers.insert(form.into(), number);
        Form(number)
    }

    /// `UNKNOWN` for a form that was never interned.
    pub fn get(&self, form: &str) -> Form {
        self.numbers.get(form).map_or(UNKNOWN, |&number| Form(number))
    }

    pub fn name(&self, form: Form) -> &str {
        &self.names[form.0 as usize]
    }
}

/// The dictionary with the user words: one for a process (making it costs about 60 ms).
pub struct Analyzer {
    segmenter: Segmenter,
    forms: Forms,
}

impl Analyzer {
    /// `words` are user words in MeCab's full CSV form; `forms` are numbered before all others.
    ///
    /// # Errors
    /// A line of `words` that the dictionary can't take.
    pub fn new(words: &str, forms: Forms) -> Result<Analyzer> {
        let dictionary = load().context("the embedded dictionary")?;
        let builder = DictionaryBuilder::new((*dictionary.metadata).clone());
        let rows = user_rows(words)?;
        let user = builder.build_user_dict_from_reader(rows.as_bytes()).map_err(|e| anyhow!("dictionaries/words.csv: {e}"))?;
        Ok(Analyzer { segmenter: Segmenter::new(Mode::Normal, dictionary, Some(user)), forms })
    }

    /// A worker for one thread.
    pub fn worker(&self) -> Worker {
        Worker { segmenter: self.segmenter.new_worker(), memo: FxHashMap::default(), pieces: Vec::new(), forms: self.forms.clone() }
    }
}

/// The embedded dictionary keeps surface, ids, cost, tag, meaning, type and expression.
fn user_rows(words: &str) -> Result<String> {
    let mut rows = String::new();
    for (index, line) in words.lines().enumerate() {
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let columns: Vec<&str> = line.split(',').collect();
        let [surface, left, right, cost, tag, meaning, ..] = columns[..] else {
            return Err(anyhow!("dictionaries/words.csv:{}: a user word has twelve columns (surface, ids, cost, tag, …)", index + 1));
        };
        rows += &format!("{surface},{left},{right},{cost},{tag},{meaning},*,*\n");
    }
    Ok(rows)
}

#[cfg(not(debug_assertions))]
fn load() -> Result<Dictionary> {
    mod ko_dic {
        lindera_dictionary::embedded_dictionary!("/ko-dic", EmbeddedKoDic);
    }
    ko_dic::load().map_err(|error| anyhow!("{error}"))
}

/// Debug builds read the unpacked files, so that a test binary stays small.
#[cfg(debug_assertions)]
fn load() -> Result<Dictionary> {
    lindera::dictionary::load_fs_dictionary(std::path::Path::new(concat!(env!("LINDERA_WORKDIR"), "/ko-dic"))).map_err(|error| anyhow!("{error}"))
}

/// One thread's half of the analyzer.
pub struct Worker {
    segmenter: SegmentWorker,
    /// What a word of the system's or the user's dictionary unfolds to: a range of `pieces`.
    memo: FxHashMap<(bool, u32), (u32, u16)>,
    pieces: Vec<(Form, Tag)>,
    pub forms: Forms,
}

impl Worker {
    /// Appends the morphemes of `sentence`, a span of `text`, in text order. Text that the analyzer refuses gives none.
    pub fn analyze(&mut self, text: &str, sentence: Span, out: &mut Vec<Morpheme>) {
        let Worker { segmenter, memo, pieces, forms } = self;
        let Ok(tokens) = segmenter.segment(sentence.of(text)) else { return };
        let mut end = 0;
        for mut token in tokens {
            let spaced = token.byte_start > end;
            end = token.byte_end;
            let span = Span::new(token.byte_start, token.byte_end).shift(sentence.start);
            if token.word_id.is_unknown() {
                let tag = token.get_detail(0).and_then(tag).unwrap_or(Tag::Other);
                out.push(Morpheme { span, form: forms.get(span.of(text)), tag, spaced });
                continue;
            }
            let (from, count) = *memo.entry((token.word_id.is_system(), token.word_id.id())).or_insert_with(|| {
                let from = pieces.len();
                unfold(span.of(text), &token.details(), forms, pieces);
                (from as u32, (pieces.len() - from) as u16)
            });
            let word = &pieces[from as usize..from as usize + usize::from(count)];
            out.extend(word.iter().enumerate().map(|(n, &(form, tag))| Morpheme { span, form, tag, spaced: spaced && n == 0 }));
        }
    }
}

/// The parts of a word: those of its expression where it is conjugated or contracted, else the word itself.
fn unfold(surface: &str, details: &[&str], forms: &mut Forms, pieces: &mut Vec<(Form, Tag)>) {
    let tags = details.first().copied().unwrap_or("");
    let kind = details.get(2).copied().unwrap_or("*");
    let expression = details.get(3).copied().unwrap_or("*");
    if kind == "Inflect" || kind == "Preanalysis" {
        let from = pieces.len();
        for part in expression.split('+') {
            let mut fields = part.split('/');
            let (Some(form), Some(tag)) = (fields.next(), fields.next().and_then(tag)) else { continue };
            pieces.push((forms.intern(&compatibility(form)), tag));
        }
        if pieces.len() > from {
            return;
        }
    }
    let tag = tag(tags.split('+').next().unwrap_or("")).unwrap_or(Tag::Other);
    pieces.push((forms.intern(surface), tag));
}

fn tag(name: &str) -> Option<Tag> {
    Some(match name {
        "NNG" => Tag::Nng,
        "JX" => Tag::Jx,
        "SN" => Tag::Sn,
        other => return Tag::from_name(other),
    })
}

/// Endings as everyone types them: ᆫ (a conjoining final) is ㄴ, and the contracted ㅏㅆ, ㅕ서 are 았, 여서.
fn compatibility(form: &str) -> String {
    const FINALS: [char; 27] = [
        'ㄱ', 'ㄲ', 'ㄳ', 'ㄴ', 'ㄵ', 'ㄶ', 'ㄷ', 'ㄹ', 'ㄺ', 'ㄻ', 'ㄼ', 'ㄽ', 'ㄾ', 'ㄿ', 'ㅀ', 'ㅁ', 'ㅂ', 'ㅄ', 'ㅅ', 'ㅆ', 'ㅇ', 'ㅈ', 'ㅊ',
        'ㅋ', 'ㅌ', 'ㅍ', 'ㅎ',
    ];
    let form: String = form.chars().map(|c| if ('\u{11A8}'..='\u{11C2}').contains(&c) { FINALS[c as usize - 0x11A8] } else { c }).collect();
    for (contracted, full) in
        [("ㅏㅆ", "았"), ("ㅓㅆ", "었"), ("ㅕㅆ", "었"), ("ㅐㅆ", "었"), ("ㅆ", "었"), ("ㅏ", "아"), ("ㅓ", "어"), ("ㅕ", "어"), ("ㅐ", "어")]
    {
        if let Some(rest) = form.strip_prefix(contracted) {
            return format!("{full}{rest}");
        }
    }
    form
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(worker: &mut Worker, text: &str) -> String {
        let mut morphemes = Vec::new();
        worker.analyze(text, Span::new(0, text.len()), &mut morphemes);
        let show = |m: &Morpheme| match m.form {
            UNKNOWN => format!("{}/{}", m.span.of(text), m.tag.name()),
            form => format!("{}/{}", worker.forms.name(form), m.tag.name()),
        };
        morphemes.iter().map(show).collect::<Vec<_>>().join(" ")
    }

    /// A snapshot: where the dictionary or its reading changes, the rules must be looked at anew.
    #[test]
    fn morphemes_are_unfolded() {
        let mut worker = Analyzer::new("먹통,1780,3533,2000,NNG,상태,T,먹통,*,*,*,*", Forms::new()).expect("the embedded dictionary loads").worker();
        for (text, expected) in [
            ("장애로 인한 피해", "장애/NNG 로/JKB 인하/VV ㄴ/ETM 피해/NNG"),
            ("밝혔다.", "밝히/VV 었/EP 다/EF ./SF"),
            ("먹통이 됐다.", "먹통/NNG 이/JKS 되/VV 었/EP 다/EF ./SF"),
            ("확인되지 않았다.", "확인/NNG 되/XSV 지/EC 않/VX 았/EP 다/EF ./SF"),
        ] {
            assert_eq!(read(&mut worker, text), expected, "{text}");
        }
    }
}
