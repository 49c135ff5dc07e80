//! Errors as Node has them: constructors that record a stack, and what boa throws itself in V8's form.

use boa_engine::object::builtins::JsFunction;
use boa_engine::object::{FunctionObjectBuilder, JsObject};
use boa_engine::property::PropertyDescriptor;
use boa_engine::{
    Context, JsArgs, JsError, JsNativeError, JsResult, JsString, JsValue, NativeFunction, Script, Source, js_string,
};

use super::machine::Machine;
use super::{frames, words};

const NAMES: &[&str] =
    &["Error", "AggregateError", "EvalError", "RangeError", "ReferenceError", "SyntaxError", "TypeError", "URIError"];

/// Puts constructors in place of boa's own: the same objects, with a `stack`.
pub(super) fn install(machine: &Machine, context: &mut Context) -> JsResult<()> {
    let thrower = Script::parse(Source::from_bytes("(function(){throw 0})"), None, context)?.evaluate(context)?;
    *machine.thrower.borrow_mut() = thrower.as_object().and_then(JsFunction::from_object);
    let global = context.global_object();
    let mut base: Option<JsFunction> = None;
    for name in NAMES {
        let Some(old) = global.get(js_string!(*name), context)?.as_object() else { continue };
        let native = NativeFunction::from_copy_closure_with_captures(construct, old.clone());
        let new = FunctionObjectBuilder::new(context.realm(), native)
            .name(js_string!(*name))
            .length(if *name == "AggregateError" { 2 } else { 1 })
            .constructor(true)
            .build();
        let prototype = old.get(js_string!("prototype"), context)?;
        let fixed = |value: JsValue| PropertyDescriptor::builder().value(value).writable(false).enumerable(false);
        new.define_property_or_throw(js_string!("prototype"), fixed(prototype.clone()).configurable(false), context)?;
        if let Some(prototype) = prototype.as_object() {
            let descriptor = fixed(new.clone().into()).writable(true).configurable(true);
            prototype.define_property_or_throw(js_string!("constructor"), descriptor, context)?;
        }
        if let Some(base) = &base {
            let object: JsObject = new.clone().into();
            object.set_prototype(Some(JsObject::from(base.clone())));
        }
        let descriptor = fixed(new.clone().into()).writable(true).configurable(true);
        global.define_property_or_throw(js_string!(*name), descriptor, context)?;
        base.get_or_insert(new);
    }
    Ok(())
}

fn construct(target: &JsValue, args: &[JsValue], old: &JsObject, context: &mut Context) -> JsResult<JsValue> {
    let target = target.as_object();
    let object = match &target {
        Some(target) => old.construct(args, Some(target), context)?,
        None => old.construct(args, None, context)?,
    };
    let frames = frames_here(context);
    set_lazy_stack(&object, &frames, context);
    Ok(object.into())
}

/// V8 writes a stack's head when it is first looked at, so that a `name` given in a constructor shows.
///
/// The text is kept beside the property, not in its place: boa remembers where it found a getter, and would call what a
/// getter has put there.
fn set_lazy_stack(object: &JsObject, frames: &str, context: &mut Context) {
    let kept = JsObject::with_null_proto();
    let get = NativeFunction::from_copy_closure_with_captures(
        |this, _, (frames, kept): &(JsString, JsObject), context| {
            if kept.has_own_property(js_string!("stack"), context)? {
                return kept.get(js_string!("stack"), context);
            }
            let Some(object) = this.as_object() else { return Ok(JsValue::undefined()) };
            let stack = JsString::from((head(&object, context) + &frames.to_std_string_lossy()).as_str());
            kept.set(js_string!("stack"), stack.clone(), true, context)?;
            Ok(stack.into())
        },
        (JsString::from(frames), kept.clone()),
    );
    let set = NativeFunction::from_copy_closure_with_captures(
        |_, args, kept: &JsObject, context| {
            kept.set(js_string!("stack"), args.get_or_undefined(0).clone(), true, context)?;
            Ok(JsValue::undefined())
        },
        kept,
    );
    let descriptor = PropertyDescriptor::builder()
        .get(get.to_js_function(context.realm()))
        .set(set.to_js_function(context.realm()))
        .enumerable(false)
        .configurable(true);
    let _ = object.define_property_or_throw(js_string!("stack"), descriptor, context);
}

/// `name: message` as it stands at the head of a stack.
fn head(object: &JsObject, context: &mut Context) -> String {
    let mut part = |key: JsString| match object.get(key, context) {
        Ok(value) => value.to_string(context).map(|text| text.to_std_string_lossy()).unwrap_or_default(),
        Err(_) => String::new(),
    };
    let (name, message) = (part(js_string!("name")), part(js_string!("message")));
    match (name.as_str(), message.as_str()) {
        (name, "") => name.to_owned(),
        ("", message) => message.to_owned(),
        (name, message) => format!("{name}: {message}"),
    }
}

fn set_stack(object: &JsObject, stack: &str, context: &mut Context) {
    let descriptor =
        PropertyDescriptor::builder().value(JsString::from(stack)).writable(true).enumerable(false).configurable(true);
    let _ = object.define_property_or_throw(js_string!("stack"), descriptor, context);
}

/// The frames of the code that runs, each as a new line and `    at ...`.
pub(super) fn frames_here(context: &mut Context) -> String {
    let Some(machine) = Machine::of(context) else { return String::new() };
    let thrower = machine.thrower.borrow().clone();
    let Some(thrower) = thrower else { return String::new() };
    match thrower.call(&JsValue::undefined(), &[], context) {
        Err(error) => frames::tidy(&frames::parse(&error.to_string()), &machine),
        Ok(_) => String::new(),
    }
}

/// Where something was thrown, as `path:line:column` in a text that is known; empty when it is not.
pub(super) fn place_of(error: &JsError, context: &Context) -> String {
    let Some(machine) = Machine::of(context) else { return String::new() };
    let texts = machine.texts.borrow();
    let frames = frames::parse(&error.to_string());
    let found = frames.iter().find_map(|frame| texts.get(&frame.path).map(|text| (frame, text)));
    found.map_or_else(String::new, |(frame, text)| {
        let (row, column) = words::start_of(frame, text);
        format!("{}:{row}:{column}", frame.path)
    })
}

/// Whether an error is boa's limit on loops.
pub(super) fn is_endless(error: &JsError) -> bool {
    error.as_native().is_some_and(|native| native.is_runtime_limit() && native.message().contains("loop"))
}

/// An error that nobody caught as the value that JavaScript sees: in V8's words, with a stack.
pub(super) fn value_of(error: &JsError, context: &mut Context) -> JsValue {
    let Some(native) = error.as_native() else { return error.to_opaque(context) };
    let Some(machine) = Machine::of(context) else { return JsValue::undefined() };
    let mut frames = frames::parse(&error.to_string());
    let value = if native.is_runtime_limit() {
        JsError::from(JsNativeError::range().with_message("Maximum call stack size exceeded")).to_opaque(context)
    } else {
        error.to_opaque(context)
    };
    let Some(object) = value.as_object() else { return value };
    if object.has_own_property(js_string!("stack"), context).unwrap_or(false) {
        return value;
    }
    if !native.is_runtime_limit()
        && let Some(message) = words::runtime(native.message(), &mut frames, &machine)
    {
        let _ = object.set(js_string!("message"), JsString::from(message.as_str()), false, context);
    }
    let head = head(&object, context);
    let stack = head + &frames::tidy(&frames, &machine);
    set_stack(&object, &stack, context);
    value
}
