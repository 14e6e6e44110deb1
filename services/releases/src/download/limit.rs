//! How many files a caller may download at a time.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderValue};
use opentelemetry::global;
use web::ApiError;

/// After how many seconds a refused caller may ask again.
const WAIT: u64 = 10;

/// Who downloads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Subject {
    /// A release key, by its id.
    Key(i64),
    /// Somebody who is signed in.
    User(i64),
}

/// The downloads under way in this process, and how many each subject may have:
/// several replicas allow so many each.
#[derive(Clone)]
pub(crate) struct Downloads(Arc<Counts>);

struct Counts {
    most: NonZeroUsize,
    /// Nobody in it has none.
    under_way: Mutex<HashMap<Subject, usize>>,
}

/// One download of a subject, until it is dropped.
pub(crate) struct Slot {
    counts: Arc<Counts>,
    subject: Subject,
}

impl Downloads {
    /// So many at a time for each subject. They are measured from now on, whenever
    /// somebody looks.
    pub(crate) fn new(per_key: NonZeroUsize) -> Self {
        let counts = Arc::new(Counts { most: per_key, under_way: Mutex::default() });
        observe(Arc::downgrade(&counts));
        Self(counts)
    }

    /// Begins a download, or refuses it with 429.
    pub(crate) fn take(&self, subject: Subject) -> Result<Slot, ApiError> {
        let most = self.0.most.get();
        let mut under_way = self.0.under_way();
        let count = under_way.entry(subject).or_default();
        if *count >= most {
            return Err(refusal(subject, most));
        }
        *count += 1;
        Ok(Slot { counts: Arc::clone(&self.0), subject })
    }

    #[cfg(test)]
    pub(super) fn total(&self) -> usize {
        self.0.total()
    }
}

impl Counts {
    fn under_way(&self) -> MutexGuard<'_, HashMap<Subject, usize>> {
        self.under_way.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn total(&self) -> usize {
        self.under_way().values().sum()
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        let mut under_way = self.counts.under_way();
        if let Entry::Occupied(mut count) = under_way.entry(self.subject) {
            if *count.get() > 1 {
                *count.get_mut() -= 1;
            } else {
                count.remove();
            }
        }
    }
}

fn observe(counts: Weak<Counts>) {
    global::meter("releases")
        .u64_observable_gauge("releases.downloads")
        .with_description("Downloads under way")
        .with_callback(move |gauge| {
            let total = counts.upgrade().map_or(0, |counts| counts.total());
            gauge.observe(u64::try_from(total).unwrap_or(u64::MAX), &[]);
        })
        .build();
}

fn refusal(subject: Subject, most: usize) -> ApiError {
    let who = match subject {
        Subject::Key(_) => "key",
        Subject::User(_) => "user",
    };
    let downloads = if most == 1 { "download" } else { "downloads" };
    ApiError::new(
        StatusCode::TOO_MANY_REQUESTS,
        format_args!(
            "A {who} may have {most} {downloads} at a time. Try again when one of them has ended."
        ),
    )
    .with_header(header::RETRY_AFTER, HeaderValue::from(WAIT))
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::thread;

    use web::ErrorShape;

    use super::*;

    fn downloads(per_key: usize) -> Downloads {
        Downloads::new(NonZeroUsize::new(per_key).unwrap())
    }

    #[test]
    fn each_subject_has_so_many_at_a_time() {
        let downloads = downloads(2);
        let (key, user) = (Subject::Key(1), Subject::User(1));
        let first = downloads.take(key).unwrap();
        let second = downloads.take(key).unwrap();
        assert!(downloads.take(key).is_err());
        let other = downloads.take(user).unwrap();
        let another = downloads.take(Subject::Key(2)).unwrap();
        assert_eq!(downloads.total(), 4);

        drop(first);
        let again = downloads.take(key).unwrap();
        assert!(downloads.take(key).is_err());
        drop((second, other, another, again));
        assert_eq!(downloads.total(), 0);
        assert!(downloads.0.under_way().is_empty());
    }

    #[test]
    fn who_is_refused_learns_how_many_and_when() {
        for (subject, most, told) in [
            (Subject::Key(1), 1, "A key may have 1 download at a time."),
            (Subject::Key(1), 20, "A key may have 20 downloads at a time."),
            (Subject::User(1), 2, "A user may have 2 downloads at a time."),
        ] {
            let downloads = downloads(most);
            let held: Vec<_> = (0..most).map(|_| downloads.take(subject).unwrap()).collect();
            let refused = downloads.take(subject).err().unwrap();
            assert_eq!(refused.status(), StatusCode::TOO_MANY_REQUESTS);
            assert!(refused.message().starts_with(told), "{refused}");
            let answer = refused.rendered_as(ErrorShape::Message);
            assert_eq!(answer.headers().get(header::RETRY_AFTER).unwrap(), "10");
            assert_eq!(held.len(), most);
        }
    }

    #[test]
    fn a_clone_counts_the_same() {
        let downloads = downloads(1);
        let clone = downloads.clone();
        let slot = downloads.take(Subject::Key(1)).unwrap();
        assert!(clone.take(Subject::Key(1)).is_err());
        drop(slot);
        assert!(clone.take(Subject::Key(1)).is_ok());
    }

    #[test]
    fn threads_never_have_more_together() {
        const MOST: usize = 3;
        let downloads = downloads(MOST);
        let (now, highest, had) = (AtomicUsize::new(0), AtomicUsize::new(0), AtomicUsize::new(0));
        thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    for _ in 0..2_000 {
                        let Ok(slot) = downloads.take(Subject::Key(1)) else { continue };
                        let count = now.fetch_add(1, Ordering::SeqCst) + 1;
                        highest.fetch_max(count, Ordering::SeqCst);
                        had.fetch_add(1, Ordering::SeqCst);
                        now.fetch_sub(1, Ordering::SeqCst);
                        drop(slot);
                    }
                });
            }
        });
        assert!(had.into_inner() > 0);
        assert!(highest.into_inner() <= MOST);
        assert!(downloads.0.under_way().is_empty());
    }
}
