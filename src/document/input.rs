//! Paths -> the files to read, and a file -> its parts: a whole document's bytes, or the lines of a JSONL file one by one, so
//! that an archive of any size passes through bounded memory.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use super::json::{has_extension, is_lines, read_line_bytes};
use super::{LARGEST_DOCUMENT, Problem, ReadOptions, Sink, Source, read, too_large};

/// A file to read, or stdin, and the sidecar beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Input {
    /// `-` for stdin.
    pub path: PathBuf,
    pub sidecar: Option<PathBuf>,
}

/// A piece of work of bounded size that one worker reads.
#[derive(Debug, Clone, PartialEq)]
pub enum Part {
    Whole(Source),
    /// A line of a JSONL file, and its number from 1.
    Line {
        path: String,
        number: usize,
        bytes: Vec<u8>,
    },
    Unreadable(Problem),
}

impl Part {
    pub fn bytes(&self) -> usize {
        match self {
            Part::Whole(source) => source.bytes.len(),
            Part::Line { bytes, .. } => bytes.len(),
            Part::Unreadable(_) => 0,
        }
    }

    /// The path and the line of this part, for a problem.
    pub fn place(&self) -> (String, Option<String>) {
        match self {
            Part::Whole(source) => (source.path.clone(), None),
            Part::Line { path, number, .. } => (path.clone(), Some(format!("line {number}"))),
            Part::Unreadable(problem) => (problem.source_path.clone(), problem.member.clone()),
        }
    }

    /// Reads the documents of this part.
    pub fn read(self, options: &ReadOptions, sink: Sink) -> ControlFlow<()> {
        match self {
            Part::Whole(source) => read(source, options, sink),
            Part::Line { path, number, bytes } => read_line_bytes(&path, number, &bytes, options, sink),
            Part::Unreadable(problem) => sink(Err(problem)),
        }
    }
}

/// The deepest folder that is walked into.
const DEEPEST_FOLDER: usize = 64;

/// The files of these paths, folders walked in the order of their names; hidden files are left out, and sidecars go with
/// their documents. A path given twice is read twice.
pub fn expand(paths: &[PathBuf]) -> Vec<Result<Input, Problem>> {
    let mut inputs = Vec::new();
    for path in paths {
        if path.as_os_str() == "-" || !path.is_dir() {
            inputs.push(Ok(Input { path: path.clone(), sidecar: sidecar(path).filter(|s| s.is_file()) }));
        } else {
            walk(path, 0, &mut inputs);
        }
    }
    inputs
}

fn walk(folder: &Path, depth: usize, inputs: &mut Vec<Result<Input, Problem>>) {
    let problem = |reason: String| Problem { source_path: folder.display().to_string(), member: None, reason };
    if depth > DEEPEST_FOLDER {
        inputs.push(Err(problem(format!("folders nested deeper than {DEEPEST_FOLDER} are not walked"))));
        return;
    }
    let entries = match std::fs::read_dir(folder).and_then(Iterator::collect::<io::Result<Vec<_>>>) {
        Ok(entries) => entries,
        Err(error) => return inputs.push(Err(problem(error.to_string()))),
    };
    let mut paths: Vec<PathBuf> = entries.into_iter().filter(|e| !e.file_name().as_encoded_bytes().starts_with(b".")).map(|e| e.path()).collect();
    paths.sort();
    let sidecars: std::collections::BTreeSet<PathBuf> = paths.iter().filter_map(|path| sidecar(path)).collect();
    for path in &paths {
        // A link to a folder could lead back up; a link to a file is read.
        if path.is_dir() {
            if !path.is_symlink() {
                walk(path, depth + 1, inputs);
            }
        } else if !sidecars.contains(path) {
            inputs.push(Ok(Input { path: path.clone(), sidecar: sidecar(path).filter(|s| paths.binary_search(s).is_ok()) }));
        }
    }
}

/// Where the metadata of a text or page would lie: `notice.json` beside `notice.txt`.
fn sidecar(path: &Path) -> Option<PathBuf> {
    let name = path.to_string_lossy();
    has_extension(&name, &["txt", "text", "md", "html", "htm"]).then(|| path.with_extension("json"))
}

/// Size and time of change of a file and its sidecar; None where there is no file, as for stdin.
pub fn stamp(input: &Input) -> Option<(u64, String)> {
    let of = |path: &Path| {
        let data = std::fs::metadata(path).ok().filter(std::fs::Metadata::is_file)?;
        let changed = data.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
        Some((data.len(), format!("{}.{:09}", changed.as_secs(), changed.subsec_nanos())))
    };
    let (size, changed) = of(&input.path)?;
    match &input.sidecar {
        Some(path) => of(path).map(|(sidecar_size, sidecar_changed)| (size + sidecar_size, format!("{changed} {sidecar_changed}"))),
        None => Some((size, changed)),
    }
}

/// So much of a file is looked at to see whether it holds a document a line.
const HEAD: usize = 256 << 10;

/// Takes a file apart.
pub fn parts(input: &Input, take: &mut dyn FnMut(Part) -> ControlFlow<()>) -> ControlFlow<()> {
    let path = input.path.display().to_string();
    let unreadable = |path: &str, error: io::Error| {
        let reason = match error.kind() {
            io::ErrorKind::NotFound => "no such file or folder".to_string(),
            _ => error.to_string(),
        };
        Part::Unreadable(Problem { source_path: path.to_string(), member: None, reason })
    };
    let reader: Box<dyn Read> = if path == "-" {
        Box::new(io::stdin().lock())
    } else {
        match File::open(&input.path) {
            Ok(file) => Box::new(file),
            Err(error) => return take(unreadable(&path, error)),
        }
    };
    let mut reader = BufReader::with_capacity(HEAD, reader);
    let mut head = Vec::new();
    if let Err(error) = (&mut reader).take(HEAD as u64).read_to_end(&mut head) {
        return take(unreadable(&path, error));
    }
    if is_lines_head(&head, &path) {
        return lines(&path, io::Cursor::new(head).chain(reader), take);
    }
    let mut bytes = head;
    // One byte more than is allowed, so that `read` sees that there was more and says so.
    if let Err(error) = reader.take((LARGEST_DOCUMENT + 1 - bytes.len()) as u64).read_to_end(&mut bytes) {
        return take(unreadable(&path, error));
    }
    let mut sidecar = None;
    if let Some(beside) = &input.sidecar {
        let name = beside.display().to_string();
        let mut found = Vec::new();
        match File::open(beside).and_then(|file| file.take(LARGEST_SIDECAR).read_to_end(&mut found)) {
            Ok(_) => sidecar = Some((name, found)),
            Err(error) => take(unreadable(&name, error))?,
        }
    }
    take(Part::Whole(Source { path, bytes, sidecar }))
}

/// A sidecar holds a handful of fields.
const LARGEST_SIDECAR: u64 = 1 << 20;

/// Whether a file holds a document a line, by its first bytes.
fn is_lines_head(head: &[u8], path: &str) -> bool {
    // UTF-16 cannot be cut at line feeds: read as a whole.
    if head.contains(&0) {
        return false;
    }
    let text = String::from_utf8_lossy(head);
    let start = text.trim_start_matches('\u{feff}').trim_start();
    let long_lines = start.starts_with('{') && !start.contains('\n') && head.len() == HEAD;
    !start.is_empty() && (is_lines(start, path) || long_lines && has_extension(path, &["jsonl", "ndjson"]))
}

fn lines(path: &str, mut reader: impl BufRead, take: &mut dyn FnMut(Part) -> ControlFlow<()>) -> ControlFlow<()> {
    let problem = |member: Option<usize>, reason: String| {
        Part::Unreadable(Problem { source_path: path.to_string(), member: member.map(|number| format!("line {number}")), reason })
    };
    let mut number = 0;
    loop {
        number += 1;
        let mut bytes = Vec::new();
        match (&mut reader).take(LARGEST_DOCUMENT as u64 + 1).read_until(b'\n', &mut bytes) {
            Ok(0) => return ControlFlow::Continue(()),
            Ok(_) => {}
            Err(error) => return take(problem(Some(number), error.to_string())),
        }
        if bytes.len() > LARGEST_DOCUMENT && !bytes.ends_with(b"\n") {
            take(problem(Some(number), too_large(bytes.len())))?;
            drop(bytes);
            if let Err(error) = reader.skip_until(b'\n') {
                return take(problem(Some(number), error.to_string()));
            }
        } else if !bytes.trim_ascii().is_empty() {
            take(Part::Line { path: path.to_string(), number, bytes })?;
        }
    }
}
