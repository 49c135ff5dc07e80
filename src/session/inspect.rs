//! One object in full, as `docker inspect` prints it. It asks the engine and changes nothing.

use std::task::{Context, Poll, Waker};

use serde_json::Value;

use crate::base::json;
use crate::engine::api::{Api, ApiResult, Call};
use crate::world::World;

/// What can be inspected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A container, by id or name.
    Container,
    /// An image, by id or tag.
    Image,
    /// A volume, by name.
    Volume,
    /// A network, by id or name.
    Network,
}

/// The JSON of an object of a host; none when there is no such object.
pub fn inspect(world: &World, host: u32, kind: Kind, id: &str) -> Option<String> {
    let engine = &world.hosts().get(host as usize)?.engine;
    let value = match kind {
        Kind::Container => at_once(engine.container_inspect(id, false))?,
        Kind::Image => at_once(engine.image_inspect(id))?,
        Kind::Volume => serde_json::to_value(at_once(engine.volume_inspect(id))?).ok()?,
        Kind::Network => at_once(engine.network_inspect(id))?,
    };
    Some(json::inspect(&Value::Array(vec![value])))
}

/// The answer of an operation that waits for nothing; none when it failed or would wait.
fn at_once<T>(mut call: Call<'_, T>) -> Option<T> {
    let poll: Poll<ApiResult<T>> = call.as_mut().poll(&mut Context::from_waker(Waker::noop()));
    match poll {
        Poll::Ready(answer) => answer.ok(),
        Poll::Pending => None,
    }
}
