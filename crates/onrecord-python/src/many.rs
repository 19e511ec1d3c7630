//! Many articles at once: read on threads, handed on in order, no more than a few in memory.

use crate::errors::Raise;
use crate::input::Given;
use crate::process::{LOOK, Process};
use crate::reader::{Entry, STAMP};
use onrecord_intake::parallel;
use onrecord_lake::{Failure, try_read, unread};
use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;
use pyo3::types::{PyIterator, PyTuple};
use std::collections::VecDeque;
use std::num::NonZeroUsize;
use std::ops::ControlFlow;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex};

/// An article as it stands in the tables and, where it could not be read, why.
type Read = (onrecord_lake::Entry, Option<Failure>);

/// An iterator over what was read of articles, in their order.
///
/// Articles are taken from the user's iterator on the thread that asks for results, so that it may be a database's
/// cursor or anything else that belongs to one thread.
#[pyclass(module = "onrecord._native")]
pub(crate) struct Many {
    items: Option<Py<PyIterator>>,
    jobs: Option<Sender<Given>>,
    /// There until it is dropped.
    results: Option<Mutex<Receiver<Read>>>,
    /// What is due, in order: something that Python could not make an article of, or else a result.
    due: VecDeque<Option<Py<PyAny>>>,
    ahead: usize,
    /// What the user's iterator raised. Told when what came before has been handed on.
    raised: Option<PyErr>,
    /// Where the threads are.
    process: Process,
}

impl Drop for Many {
    fn drop(&mut self) {
        if !self.process.is_this() {
            // A lock in them may be held by a thread that is not here, for ever.
            std::mem::forget((self.jobs.take(), self.results.take()));
        }
    }
}

impl Many {
    pub fn new(
        reader: &Arc<onrecord::Reader>,
        items: &Bound<'_, PyAny>,
        threads: Option<NonZeroUsize>,
    ) -> PyResult<Many> {
        let threads =
            threads.unwrap_or_else(|| std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN));
        let items = Some(items.try_iter()?.unbind());
        let (jobs, queue) = channel::<Given>();
        let (done, results) = channel();
        let reader = Arc::clone(reader);
        std::thread::Builder::new().name("onrecord".to_owned()).spawn(move || {
            parallel::in_order(
                queue.into_iter(),
                threads,
                |given| read(&reader, given),
                |given, result| {
                    let result = result.unwrap_or_else(|panicked| {
                        let failure = Failure::Bug(panicked.message);
                        (unread(&given.row(), &failure, &STAMP), Some(failure))
                    });
                    // Nobody waits any more.
                    if done.send(result).is_err() {
                        ControlFlow::Break(())
                    } else {
                        ControlFlow::Continue(())
                    }
                },
            );
        })?;
        let ahead = threads.get() * parallel::AHEAD;
        let due = VecDeque::with_capacity(ahead);
        let (jobs, results) = (Some(jobs), Some(Mutex::new(results)));
        Ok(Many { items, jobs, results, due, ahead, raised: None, process: Process::this() })
    }

    /// Hands articles to the threads, up to as many as may be in memory.
    fn fill(&mut self, py: Python<'_>) -> PyResult<()> {
        while self.due.len() < self.ahead {
            let Some(items) = &self.items else { return Ok(()) };
            match items.bind(py).clone().next() {
                None => self.end(),
                Some(Err(error)) => {
                    self.raised = Some(error);
                    self.end();
                }
                Some(Ok(item)) => match item.cast::<PyTuple>() {
                    Ok(given) => {
                        let given: Given = given.extract()?;
                        let sent = self.jobs.as_ref().is_some_and(|jobs| jobs.send(given).is_ok());
                        if !sent {
                            return Err(PyRuntimeError::new_err("the threads that read have ended"));
                        }
                        self.due.push_back(None);
                    }
                    Err(_) => self.due.push_back(Some(item.unbind())),
                },
            }
        }
        Ok(())
    }

    fn end(&mut self) {
        (self.items, self.jobs) = (None, None);
    }

    fn wait(&self, py: Python<'_>) -> PyResult<Read> {
        loop {
            let next = py.detach(|| {
                let results = self.results.as_ref().ok_or(RecvTimeoutError::Disconnected)?;
                results.lock().unwrap_or_else(std::sync::PoisonError::into_inner).recv_timeout(LOOK)
            });
            match next {
                Ok(read) => return Ok(read),
                Err(RecvTimeoutError::Timeout) => py.check_signals()?,
                Err(RecvTimeoutError::Disconnected) => {
                    return Err(PyRuntimeError::new_err("the threads that read have ended"));
                }
            }
        }
    }
}

fn read(reader: &onrecord::Reader, given: &Given) -> Read {
    let row = given.row();
    match try_read(reader, &row, &STAMP) {
        Ok(entry) => (entry, None),
        Err(failure) => (unread(&row, &failure, &STAMP), Some(failure)),
    }
}

#[pymethods]
impl Many {
    fn __iter__(this: PyRef<'_, Self>) -> PyRef<'_, Self> {
        this
    }

    /// The next article: its entry and, where it could not be read, the exception that says why. What was no tuple
    /// comes back as it is.
    fn __next__(&mut self, py: Python<'_>) -> PyResult<Option<Py<PyAny>>> {
        self.process.check("an iterator over articles")?;
        self.fill(py)?;
        let next = match self.due.pop_front() {
            None => return self.raised.take().map_or(Ok(None), Err),
            Some(Some(other)) => other,
            Some(None) => {
                let (entry, failure) = self.wait(py)?;
                let error = failure.map(|failure| failure.raise());
                (Entry(entry), error).into_pyobject(py)?.into_any().unbind()
            }
        };
        Ok(Some(next))
    }
}
