//! Running several futures of one task side by side until all are done. They are polled in order, so that two runs
//! interleave alike.

use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::task::Poll;

/// A future that may borrow.
pub(super) type Boxed<'a, T> = Pin<Box<dyn Future<Output = T> + 'a>>;

/// The outputs of all futures, in their order.
pub(super) async fn join_all<T>(futures: Vec<impl Future<Output = T>>) -> Vec<T> {
    let mut futures: Vec<Pin<Box<dyn Future<Output = T> + '_>>> =
        futures.into_iter().map(|future| Box::pin(future) as Pin<Box<dyn Future<Output = T> + '_>>).collect();
    let mut outputs: Vec<Option<T>> = futures.iter().map(|_| None).collect();
    poll_fn(|context| {
        for (future, output) in futures.iter_mut().zip(&mut outputs) {
            if output.is_none()
                && let Poll::Ready(value) = future.as_mut().poll(context)
            {
                *output = Some(value);
            }
        }
        if outputs.iter().all(Option::is_some) { Poll::Ready(()) } else { Poll::Pending }
    })
    .await;
    outputs.into_iter().flatten().collect()
}

/// Polls futures that may wait for each other until all are done or `stop` says so.
pub(super) async fn run_all(mut futures: Vec<Boxed<'_, ()>>, stop: impl Fn() -> bool) {
    poll_fn(|context| {
        loop {
            let before = futures.len();
            futures.retain_mut(|future| future.as_mut().poll(context).is_pending());
            if stop() || futures.is_empty() {
                return Poll::Ready(());
            }
            // What ended may be what others waited for.
            if futures.len() == before {
                return Poll::Pending;
            }
        }
    })
    .await;
}
