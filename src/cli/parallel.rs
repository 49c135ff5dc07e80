//! Several requests to the engine at once, as docker stops or removes containers side by side.

use std::future::poll_fn;
use std::task::Poll;

use crate::engine::api::{ApiResult, Call};

/// Waits for all of `calls`; the answers come in their order.
pub(crate) async fn all<T>(calls: Vec<Call<'_, T>>) -> Vec<ApiResult<T>> {
    let mut calls: Vec<(Call<'_, T>, Option<ApiResult<T>>)> = calls.into_iter().map(|call| (call, None)).collect();
    poll_fn(|context| {
        let mut done = true;
        for (call, answer) in &mut calls {
            if answer.is_none() {
                match call.as_mut().poll(context) {
                    Poll::Ready(value) => *answer = Some(value),
                    Poll::Pending => done = false,
                }
            }
        }
        if done { Poll::Ready(()) } else { Poll::Pending }
    })
    .await;
    calls.into_iter().filter_map(|(_, answer)| answer).collect()
}
