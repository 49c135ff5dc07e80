//! Effects out, events in, and what the host answers at once.
#![expect(clippy::unnecessary_wraps, reason = "boa's signature of a native function")]

use boa_engine::{Context, JsArgs, JsResult, JsValue};

use super::{array, bytes_of, number, string, text};
use crate::js::machine::Machine;
use crate::programs::js_runtime::{Bytes, HostCall, HostReply, JsEffect, WriteMode};

fn ask(request: &HostCall, context: &Context) -> HostReply {
    match Machine::of(context) {
        Some(machine) if !machine.is_over() => machine.host.call(request),
        _ => HostReply::Failed("EIO".to_owned()),
    }
}

/// `event()`: the next event as JSON, or undefined.
pub(super) fn event(_: &JsValue, _: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let event = Machine::of(context).and_then(|machine| machine.inbox.borrow_mut().pop_front());
    Ok(event.map_or(JsValue::undefined(), |event| string(&event)))
}

/// `emit(effect)`: an effect as JSON.
pub(super) fn emit(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    if let (Ok(effect), Some(machine)) = (serde_json::from_str::<JsEffect>(&text(args, 0)), Machine::of(context)) {
        machine.emit(effect);
    }
    Ok(JsValue::undefined())
}

/// `write(fd, text or bytes)`.
pub(super) fn write(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let bytes = Bytes(bytes_of(args.get_or_undefined(1), context));
    if let Some(machine) = Machine::of(context) {
        machine.emit(JsEffect::Write { fd: number(args, 0) as u32, bytes });
    }
    Ok(JsValue::undefined())
}

/// `call(request)`: a host call and its answer, both as JSON.
pub(super) fn call(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let reply = match serde_json::from_str::<HostCall>(&text(args, 0)) {
        Ok(request) => ask(&request, context),
        Err(_) => HostReply::Failed("EINVAL".to_owned()),
    };
    Ok(string(&serde_json::to_string(&reply).unwrap_or_default()))
}

/// `file(path)`: a file's bytes, or the name of the error.
pub(super) fn read_file(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    match ask(&HostCall::Read { path: text(args, 0) }, context) {
        HostReply::Data(bytes) => array(&bytes.0, context),
        HostReply::Failed(code) => Ok(string(&code)),
        _ => Ok(string("EIO")),
    }
}

/// `put(path, bytes, mode, perm)`: writes a file; the name of the error, or undefined.
pub(super) fn write_file(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let bytes = Bytes(bytes_of(args.get_or_undefined(1), context));
    let mode = match text(args, 2).as_str() {
        "Append" => WriteMode::Append,
        "New" => WriteMode::New,
        _ => WriteMode::Replace,
    };
    let request = HostCall::Write { path: text(args, 0), bytes, mode, perm: number(args, 3) as u32 };
    match ask(&request, context) {
        HostReply::Failed(code) => Ok(string(&code)),
        _ => Ok(JsValue::undefined()),
    }
}

/// `now()`: microseconds since the Unix epoch.
pub(super) fn now(_: &JsValue, _: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    Ok(JsValue::from(Machine::of(context).map_or(0, |machine| machine.now_us()) as f64))
}

/// `random(length)`: random bytes.
pub(super) fn random(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    match ask(&HostCall::Random { length: number(args, 0) as u32 }, context) {
        HostReply::Data(bytes) => array(&bytes.0, context),
        _ => array(&[], context),
    }
}

/// `roll()`: a number from 0 up to 1, by xorshift128+ seeded from the host at first use.
pub(super) fn roll(_: &JsValue, _: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let Some(machine) = Machine::of(context) else { return Ok(JsValue::from(0)) };
    let [mut first, second] = machine.dice.get().unwrap_or_else(|| {
        let seed = match ask(&HostCall::Random { length: 16 }, context) {
            HostReply::Data(bytes) => bytes.0,
            _ => Vec::new(),
        };
        let half = |from: usize| {
            seed.iter().skip(from).take(8).fold(0x9e37_79b9_7f4a_7c15_u64, |sum, byte| sum << 8 | u64::from(*byte)) | 1
        };
        [half(0), half(8)]
    });
    first ^= first << 23;
    first ^= first >> 17;
    first ^= second ^ second >> 26;
    machine.dice.set(Some([second, first]));
    Ok(JsValue::from((first.wrapping_add(second) >> 11) as f64 / (1u64 << 53) as f64))
}
