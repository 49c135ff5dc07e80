//! Looking into values: their hidden kind, promises, errors, the stack.
#![expect(clippy::unnecessary_wraps, reason = "boa's signature of a native function")]

use boa_engine::builtins::error::Error;
use boa_engine::builtins::promise::PromiseState;
use boa_engine::object::builtins::{JsArray, JsPromise};
use boa_engine::{Context, JsArgs, JsObject, JsResult, JsValue};

use super::{string, text};
use crate::js::machine::Machine;
use crate::js::{errors, words};

/// `stack()`: the frames of the code that runs, as lines.
pub(super) fn stack(_: &JsValue, _: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    Ok(string(&errors::frames_here(context)))
}

/// `kind(value)`: which built-in class made an object; empty for a plain one.
pub(super) fn kind(_: &JsValue, args: &[JsValue], _: &mut Context) -> JsResult<JsValue> {
    let Some(object) = args.get_or_undefined(0).as_object() else { return Ok(string("")) };
    Ok(string(kind_of(&object)))
}

fn kind_of(object: &JsObject) -> &'static str {
    use boa_engine::builtins::{
        array_buffer::ArrayBuffer, dataview::DataView, date::Date, generator::Generator, map::ordered_map::OrderedMap,
        promise::Promise, proxy::Proxy, regexp::RegExp, set::ordered_set::OrderedSet, typed_array::TypedArray,
    };
    if object.is::<boa_engine::builtins::function::OrdinaryFunction>() {
        "Function"
    } else if object.is::<Error>() {
        "Error"
    } else if object.is::<Promise>() {
        "Promise"
    } else if object.is::<Date>() {
        "Date"
    } else if object.is::<RegExp>() {
        "RegExp"
    } else if object.is::<OrderedMap<JsValue>>() {
        "Map"
    } else if object.is::<OrderedSet>() {
        "Set"
    } else if object.is::<TypedArray>() {
        "TypedArray"
    } else if object.is::<ArrayBuffer>() {
        "ArrayBuffer"
    } else if object.is::<DataView>() {
        "DataView"
    } else if object.is::<Proxy>() {
        "Proxy"
    } else if object.is::<Generator>() {
        "Generator"
    } else if object.is::<bool>() {
        "Boolean"
    } else if object.is::<f64>() {
        "Number"
    } else if object.is::<boa_engine::JsString>() {
        "String"
    } else if object.is::<boa_engine::JsSymbol>() {
        "Symbol"
    } else if object.is::<boa_engine::JsBigInt>() {
        "BigInt"
    } else if object.is::<boa_engine::module::ModuleNamespace>() {
        "Module"
    } else {
        ""
    }
}

/// `promise(promise)`: `[0]` while it is open, `[1, value]` or `[2, reason]`; undefined for what is none.
pub(super) fn promise(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let Some(object) = args.get_or_undefined(0).as_object() else { return Ok(JsValue::undefined()) };
    let Ok(promise) = JsPromise::from_object(object) else { return Ok(JsValue::undefined()) };
    let parts = match promise.state() {
        PromiseState::Pending => vec![JsValue::from(0)],
        PromiseState::Fulfilled(value) => vec![JsValue::from(1), value],
        PromiseState::Rejected(reason) => vec![JsValue::from(2), reason],
    };
    Ok(JsArray::from_iter(parts, context).into())
}

/// `rejections()`: promises rejected without a handler, and those whose handler came later, since the last call:
/// promise, whether it is open, and so on.
pub(super) fn rejections(_: &JsValue, _: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let list = Machine::of(context).map(|machine| machine.take_rejections()).unwrap_or_default();
    let flat: Vec<JsValue> =
        list.into_iter().flat_map(|(promise, open)| [promise.into(), JsValue::from(open)]).collect();
    Ok(JsArray::from_iter(flat, context).into())
}

/// `failure()`: what was thrown and not caught, with its stack made up, and where it was thrown.
pub(super) fn failure(_: &JsValue, _: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let Some(error) = Machine::of(context).and_then(|machine| machine.failure.take()) else {
        return Ok(JsArray::new(context).into());
    };
    let place = if error.as_native().is_some() { String::new() } else { errors::place_of(&error, context) };
    let value = errors::value_of(&error, context);
    Ok(JsArray::from_iter([value, string(&place)], context).into())
}

/// `words(message)`: V8's words for one of boa's messages, or undefined.
pub(super) fn words(_: &JsValue, args: &[JsValue], _: &mut Context) -> JsResult<JsValue> {
    Ok(words::plain(&text(args, 0)).map_or(JsValue::undefined(), |message| string(&message)))
}
