use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::os::fd::BorrowedFd;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tracing::{Level, Metadata};
use tracing_subscriber::fmt::MakeWriter;

/// How long a line may wait for others.
const DELAY: Duration = Duration::from_millis(100);

/// Writes lines to a stream in blocks: a system call for each would be the
/// dearest part of the line. What is WARN or worse does not wait.
#[derive(Clone)]
pub(crate) struct LogWriter(Arc<Shared>);

struct Shared {
    waiting: Mutex<Waiting>,
    stop: Condvar,
}

struct Waiting {
    lines: BufWriter<File>,
    stopped: bool,
}

impl LogWriter {
    /// Takes over a stream. What waits is written out every so often, and
    /// when the [`Flusher`] is dropped.
    pub(crate) fn new(stream: BorrowedFd<'_>) -> io::Result<(Self, Flusher)> {
        let lines = BufWriter::with_capacity(1 << 16, File::from(stream.try_clone_to_owned()?));
        let waiting = Mutex::new(Waiting { lines, stopped: false });
        let shared = Arc::new(Shared { waiting, stop: Condvar::new() });
        let flushing = Arc::clone(&shared);
        let builder = std::thread::Builder::new().name("log".to_owned());
        builder.spawn(move || flushing.flush_until_stopped())?;
        Ok((Self(Arc::clone(&shared)), Flusher(shared)))
    }
}

impl Shared {
    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn flush_until_stopped(&self) {
        let mut waiting = self.waiting();
        while !waiting.stopped {
            // Whoever reads our log is gone: there is nobody left to tell.
            let _ = waiting.lines.flush();
            let woken = self.stop.wait_timeout(waiting, DELAY);
            waiting = woken.unwrap_or_else(PoisonError::into_inner).0;
        }
    }
}

/// Writes out what waits when it is dropped.
pub(crate) struct Flusher(Arc<Shared>);

impl Drop for Flusher {
    fn drop(&mut self) {
        let mut waiting = self.0.waiting();
        let _ = waiting.lines.flush();
        waiting.stopped = true;
        self.0.stop.notify_all();
    }
}

impl<'a> MakeWriter<'a> for LogWriter {
    type Writer = Line<'a>;

    fn make_writer(&'a self) -> Line<'a> {
        Line { waiting: self.0.waiting(), urgent: false }
    }

    fn make_writer_for(&'a self, metadata: &Metadata<'_>) -> Line<'a> {
        Line { waiting: self.0.waiting(), urgent: *metadata.level() <= Level::WARN }
    }
}

/// One line on its way.
pub(crate) struct Line<'a> {
    waiting: MutexGuard<'a, Waiting>,
    urgent: bool,
}

impl Write for Line<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.waiting.lines.write_all(bytes)?;
        // A process that has said its last word writes every one at once.
        if self.urgent || self.waiting.stopped {
            self.waiting.lines.flush()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.waiting.lines.flush()
    }
}
