//! Inputs -> the records of their documents, on all cores and in the order of the input, through bounded memory: one thread
//! reads files, a worker a thread extracts, and the caller takes the results.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, sync_channel};

use crate::document::input::{Input, Part, parts};
use crate::document::{Document, Problem, ReadOptions};
use crate::pipeline::{self, Engine, Worker};
use crate::record::{ErrorRow, Record};

/// What the documents of a piece of input came to.
#[derive(Debug, Default)]
pub struct Batch {
    /// One entry a document or problem, in the order of the input.
    pub results: Vec<Result<Vec<Record>, ErrorRow>>,
    /// Bytes read.
    pub bytes: usize,
    /// The input begins with this batch.
    pub begins: Option<Input>,
    /// The input ends with this batch.
    pub ends: Option<Input>,
}

/// A document's records, made on a worker's thread.
pub type Extract<'f> = &'f (dyn Fn(&mut Worker, &Document) -> Vec<Record> + Sync);

/// A batch is handed on when it holds so many bytes of input, or parts.
const BATCH_BYTES: usize = 256 << 10;
const BATCH_PARTS: usize = 64;
/// Batches under way for each worker: bounds memory when one document takes long and others overtake it.
const BATCHES_A_WORKER: usize = 4;

struct Task {
    number: usize,
    parts: Vec<Part>,
    begins: Option<Input>,
    ends: Option<Input>,
}

/// Reads and extracts all inputs with so many workers; `take` gets the batches in order, and ends the run with `Break`.
pub fn run(
    engine: &Engine,
    inputs: Vec<Result<Input, Problem>>,
    options: &ReadOptions,
    jobs: usize,
    extract: Extract,
    take: &mut dyn FnMut(Batch) -> anyhow::Result<ControlFlow<()>>,
) -> anyhow::Result<()> {
    let under_way = jobs * BATCHES_A_WORKER;
    let (task_in, task_out) = sync_channel::<Task>(under_way);
    let (batch_in, batch_out) = sync_channel::<(usize, Batch)>(under_way);
    let (permit_in, permit_out) = sync_channel::<()>(under_way);
    let task_out = Mutex::new(task_out);
    std::thread::scope(|scope| {
        scope.spawn(move || {
            // Whoever takes the batches has ended when a permit or a task finds no taker.
            let mut number = 0;
            let mut send = |parts: Vec<Part>, begins: Option<Input>, ends: Option<Input>| {
                let sent = permit_out.recv().is_ok() && task_in.send(Task { number, parts, begins, ends }).is_ok();
                number += 1;
                if sent { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
            };
            let _ = inputs.into_iter().try_for_each(|input| read(input, &mut send));
        });
        for _ in 0..jobs {
            let batch_in = batch_in.clone();
            let task_out = &task_out;
            scope.spawn(move || {
                let mut worker = engine.worker();
                while let Some(task) = next(task_out) {
                    let number = task.number;
                    if batch_in.send((number, work(engine, &mut worker, task, options, extract))).is_err() {
                        break;
                    }
                }
            });
        }
        drop(batch_in);
        // A reader that has come to its end takes no more permits.
        for _ in 0..under_way {
            let _ = permit_in.send(());
        }
        // Both channels' ends go when this ends, which ends the threads.
        let (permit_in, batch_out) = (permit_in, batch_out);
        let mut waiting: BTreeMap<usize, Batch> = BTreeMap::new();
        let mut due = 0;
        for (number, batch) in &batch_out {
            waiting.insert(number, batch);
            while let Some(batch) = waiting.remove(&due) {
                due += 1;
                let _ = permit_in.send(());
                if take(batch)?.is_break() {
                    return Ok(());
                }
            }
        }
        Ok(())
    })
}

fn next(tasks: &Mutex<Receiver<Task>>) -> Option<Task> {
    tasks.lock().ok()?.recv().ok()
}

type Send<'s> = &'s mut dyn FnMut(Vec<Part>, Option<Input>, Option<Input>) -> ControlFlow<()>;

/// Takes one input apart into tasks.
fn read(input: Result<Input, Problem>, send: Send) -> ControlFlow<()> {
    let input = match input {
        Ok(input) => input,
        Err(problem) => return send(vec![Part::Unreadable(problem)], None, None),
    };
    let mut begins = Some(input.clone());
    let mut waiting: Vec<Part> = Vec::new();
    let mut bytes = 0;
    parts(&input, &mut |part| {
        bytes += part.bytes();
        waiting.push(part);
        if bytes >= BATCH_BYTES || waiting.len() >= BATCH_PARTS {
            bytes = 0;
            return send(std::mem::take(&mut waiting), begins.take(), None);
        }
        ControlFlow::Continue(())
    })?;
    send(waiting, begins, Some(input))
}

fn work<'e>(engine: &'e Engine, worker: &mut Worker<'e>, task: Task, options: &ReadOptions, extract: Extract) -> Batch {
    let mut batch = Batch { begins: task.begins, ends: task.ends, ..Batch::default() };
    for part in task.parts {
        batch.bytes += part.bytes();
        let (source_path, member) = part.place();
        // A bug that one document meets must not take the others with it: it becomes an error of that document.
        let results = &mut batch.results;
        let read = catch_unwind(AssertUnwindSafe(|| {
            let _ = part.read(options, &mut |read| {
                results.push(read.map(|document| extract(worker, &document)).map_err(error_row));
                ControlFlow::Continue(())
            });
        }));
        if read.is_err() {
            *worker = engine.worker();
            let reason = "wonin failed on this document: please report it".to_string();
            batch.results.push(Err(error_row(Problem { source_path, member, reason })));
        }
    }
    batch
}

/// The row that keeps a problem.
pub fn error_row(problem: Problem) -> ErrorRow {
    let id = pipeline::hash(&["error", &problem.source_path, problem.member.as_deref().unwrap_or(""), &problem.reason]);
    ErrorRow { id, source_path: problem.source_path, member: problem.member, reason: problem.reason }
}

/// As many workers as the machine has cores, unless told otherwise.
pub fn jobs(given: Option<usize>) -> usize {
    given.unwrap_or_else(|| std::thread::available_parallelism().map_or(1, usize::from)).clamp(1, 256)
}
