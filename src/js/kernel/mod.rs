//! What Node's library cannot do in JavaScript: effects and host calls, bytes, compiling, looking into values.
//!
//! The kernel is one object handed to `lib/boot.js`. Arguments come from our own library, so they are taken as they are;
//! what is missing counts as empty.

use boa_engine::object::FunctionObjectBuilder;
use boa_engine::object::builtins::{JsArrayBuffer, JsTypedArray, JsUint8Array};
use boa_engine::{Context, JsArgs, JsObject, JsResult, JsString, JsValue, NativeFunction, js_string};

mod bytes;
mod code;
mod host;
mod values;

pub(super) use code::parse_module;

type Native = fn(&JsValue, &[JsValue], &mut Context) -> JsResult<JsValue>;

/// All functions, by name.
const FUNCTIONS: &[(&str, Native)] = &[
    ("bytes", bytes::from_wire),
    ("call", host::call),
    ("check", code::check),
    ("compile", code::compile),
    ("dec", bytes::decode),
    ("emit", host::emit),
    ("enc", bytes::encode),
    ("esm", code::module),
    ("event", host::event),
    ("failure", values::failure),
    ("file", host::read_file),
    ("hash", bytes::hash),
    ("jobs", code::jobs),
    ("kind", values::kind),
    ("lib", code::library),
    ("line", code::line),
    ("now", host::now),
    ("package", code::package),
    ("promise", values::promise),
    ("put", host::write_file),
    ("random", host::random),
    ("rejections", values::rejections),
    ("roll", host::roll),
    ("script", code::script),
    ("stack", values::stack),
    ("words", values::words),
    ("write", host::write),
];

/// The kernel object of a context.
pub(super) fn object(context: &mut Context) -> JsResult<JsObject> {
    let object = JsObject::with_null_proto();
    for (name, native) in FUNCTIONS {
        let function = FunctionObjectBuilder::new(context.realm(), NativeFunction::from_fn_ptr(*native))
            .name(js_string!(*name))
            .length(0)
            .constructor(false)
            .build();
        object.create_data_property_or_throw(js_string!(*name), function, context)?;
    }
    Ok(object)
}

/// An argument as text.
fn text(args: &[JsValue], at: usize) -> String {
    args.get_or_undefined(at).as_string().map(|text| text.to_std_string_lossy()).unwrap_or_default()
}

/// An argument as a number.
fn number(args: &[JsValue], at: usize) -> f64 {
    args.get_or_undefined(at).as_number().unwrap_or_default()
}

/// The bytes of a typed array, or the UTF-8 of a string.
fn bytes_of(value: &JsValue, context: &mut Context) -> Vec<u8> {
    if let Some(text) = value.as_string() {
        return text.to_std_string_lossy().into_bytes();
    }
    let Some(object) = value.as_object() else { return Vec::new() };
    if let Ok(array) = JsTypedArray::from_object(object.clone()) {
        let (Ok(start), Ok(length), Ok(buffer)) =
            (array.byte_offset(context), array.byte_length(context), array.buffer(context))
        else {
            return Vec::new();
        };
        let Some(Ok(buffer)) = buffer.as_object().map(JsArrayBuffer::from_object) else { return Vec::new() };
        return buffer.data().and_then(|data| data.get(start..start + length).map(<[u8]>::to_vec)).unwrap_or_default();
    }
    match JsArrayBuffer::from_object(object) {
        Ok(buffer) => buffer.data().map(|data| data.to_vec()).unwrap_or_default(),
        Err(_) => Vec::new(),
    }
}

/// Bytes as a `Uint8Array`.
fn array(bytes: &[u8], context: &mut Context) -> JsResult<JsValue> {
    let buffer = JsArrayBuffer::new(bytes.len(), context)?;
    if let Some(mut data) = buffer.data_mut() {
        data.copy_from_slice(bytes);
    }
    JsUint8Array::from_array_buffer(buffer, context).map(Into::into)
}

fn string(text: &str) -> JsValue {
    JsString::from(text).into()
}
