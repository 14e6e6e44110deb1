//! Large bodies take turns: reading one takes much of a processor and of memory.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;
use web::ApiError;

/// The most bytes of a body that is read where other requests are waited for.
pub(crate) const SMALL: usize = 256 * 1024;

/// So many large bodies are worked on at once.
const AT_ONCE: usize = 2;

/// So long a large body waits for its turn.
const WAIT: Duration = Duration::from_secs(20);

/// The turns of a service.
pub(crate) struct Turns(Arc<Semaphore>);

impl Default for Turns {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(AT_ONCE)))
    }
}

/// The turn of a body, until all that hold it let it go. A small one needs none.
#[derive(Clone, Debug)]
pub(crate) struct Turn(Option<Arc<OwnedSemaphorePermit>>);

impl Turns {
    /// Waits for the turn of a body of so many bytes: 503 where it does not come soon.
    pub(crate) async fn take(&self, bytes: usize) -> Result<Turn, ApiError> {
        self.take_within(WAIT, bytes).await
    }

    async fn take_within(&self, wait: Duration, bytes: usize) -> Result<Turn, ApiError> {
        if bytes <= SMALL {
            return Ok(Turn(None));
        }
        let permit = timeout(wait, Arc::clone(&self.0).acquire_owned()).await;
        let permit = permit.map_err(|_| ApiError::unavailable("too many large bodies at once"))?;
        Ok(Turn(Some(Arc::new(permit.map_err(ApiError::internal)?))))
    }
}

impl Turn {
    /// Does this where no other request waits for it, unless the body is small.
    /// The turn is kept until it is done, even where nobody waits for it any more.
    pub(crate) async fn work<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, ApiError> + Send + 'static,
    ) -> Result<T, ApiError> {
        let Self(Some(permit)) = self else { return work() };
        let permit = Arc::clone(permit);
        let done = actix_web::web::block(move || {
            let done = work();
            drop(permit);
            done
        });
        done.await.map_err(ApiError::internal)?
    }
}

#[cfg(test)]
mod tests {
    use actix_web::ResponseError;
    use actix_web::http::{StatusCode, header};
    use futures_util::FutureExt;

    use super::*;

    #[actix_web::test]
    async fn two_large_bodies_are_worked_on_at_once() {
        let turns = Turns::default();
        let first = turns.take(SMALL + 1).await.unwrap();
        let second = turns.take(usize::MAX).await.unwrap();
        for _ in 0..2 * AT_ONCE {
            turns.take(SMALL).await.unwrap();
        }
        let mut third = Box::pin(turns.take(SMALL + 1));
        assert!((&mut third).now_or_never().is_none());
        let clone = first.clone();
        drop(first);
        assert!((&mut third).now_or_never().is_none());
        drop(clone);
        third.await.unwrap();
        drop(second);
    }

    #[actix_web::test]
    async fn what_waits_too_long_is_told_when_to_come_back() {
        let turns = Turns::default();
        let held = [turns.take(SMALL + 1).await.unwrap(), turns.take(SMALL + 1).await.unwrap()];
        let refused = turns.take_within(Duration::ZERO, SMALL + 1).await.unwrap_err();
        assert_eq!(refused.status(), StatusCode::SERVICE_UNAVAILABLE);
        assert!(refused.error_response().headers().contains_key(header::RETRY_AFTER));
        drop(held);
        turns.take_within(Duration::ZERO, SMALL + 1).await.unwrap();
    }

    #[actix_web::test]
    async fn work_keeps_its_turn_though_nobody_waits_for_it() {
        let turns = Turns::default();
        let turn = turns.take(SMALL + 1).await.unwrap();
        let _other = turns.take(SMALL + 1).await.unwrap();
        let (finish, finished) = std::sync::mpsc::channel::<()>();
        let work = async move { turn.work(move || Ok(finished.recv().is_ok())).await };
        // The work has begun, and whoever waited for it is gone.
        assert!(work.now_or_never().is_none());
        assert!(turns.take_within(Duration::ZERO, SMALL + 1).await.is_err());
        finish.send(()).unwrap();
        turns.take(SMALL + 1).await.unwrap();
    }
}
