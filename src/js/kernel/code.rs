//! Compiling: the library's modules, CommonJS wrappers, scripts, ES modules.
#![expect(clippy::unnecessary_wraps, reason = "boa's signature of a native function")]

use std::path::Path;
use std::rc::Rc;

use boa_engine::builtins::function::OrdinaryFunction;
use boa_engine::object::builtins::JsPromise;
use boa_engine::{Context, JsError, JsNativeError, JsResult, JsValue, Module, Script, Source};

use super::{number, string, text};
use crate::js::machine::{Machine, Text, check_depth};
use crate::js::{library, modules, packages, words};

/// The wrapper of a CommonJS module; its function's name marks the frame for `frames`.
const WRAPPER: &str = "(function $module(exports,require,module,__filename,__dirname){\n";

fn remember(path: &str, text: &str, shift: u32, context: &Context) {
    if let Some(machine) = Machine::of(context) {
        machine.texts.borrow_mut().insert(path.to_owned(), Text { text: Rc::from(text), shift });
    }
}

/// A syntax error in Node's words; it carries where it is as `%at`: `path:line:column:length`.
fn refuse(error: &JsError, path: &str, source: &str, shift: u32, context: &mut Context) -> JsError {
    let value = error.to_opaque(context);
    if let Some(object) = value.as_object() {
        let told = error.as_native().map(|native| native.message().to_owned()).unwrap_or_default();
        let (message, at) = words::syntax(&told, source, shift);
        let _ = object.set(boa_engine::js_string!("message"), string(&message), false, context);
        let descriptor = boa_engine::property::PropertyDescriptor::builder()
            .value(string(&format!("{path}:{at}")))
            .enumerable(false)
            .configurable(true)
            .writable(true);
        let _ = object.define_property_or_throw(boa_engine::js_string!("%at"), descriptor, context);
    }
    JsError::from_opaque(value)
}

/// Lets the library do `import()`: boa's own asserts that a module imports itself.
fn importing(source: &str, path: &str) -> String {
    let mut out = String::with_capacity(source.len());
    let mut rest = source;
    while let Some(at) = rest.find("import") {
        let (head, tail) = rest.split_at(at);
        out.push_str(head);
        rest = &tail["import".len()..];
        let word = |letter: char| letter.is_alphanumeric() || matches!(letter, '_' | '$' | '.' | '\'' | '"');
        let inner = rest.trim_start_matches([' ', '\t']).strip_prefix('(');
        match inner {
            Some(inner) if !out.ends_with(word) => {
                let path = serde_json::to_string(path).unwrap_or_default();
                out.push_str(&["globalThis['%'].imported(", &path, ","].concat());
                rest = inner;
            }
            _ => out.push_str("import"),
        }
    }
    out.push_str(rest);
    out
}

/// Lets what a `catch` binds have its message put in V8's words: looking at the stack does that.
fn telling(source: &str, path: &str) -> String {
    let source = &importing(source, path);
    let mut out = String::with_capacity(source.len());
    let mut rest = source.as_str();
    while let Some(at) = rest.find("catch") {
        let (head, tail) = rest.split_at(at + "catch".len());
        out.push_str(head);
        rest = tail;
        let spaces = |text: &str| text.len() - text.trim_start_matches([' ', '\t']).len();
        let open = spaces(tail);
        let Some(inner) = tail[open..].strip_prefix('(') else { continue };
        let Some((name, after)) = inner.split_once(')') else { continue };
        let name = name.trim();
        let is_name =
            !name.is_empty() && name.chars().all(|letter| letter.is_ascii_alphanumeric() || "_$".contains(letter));
        if head.len() > "catch".len() && head[..at].ends_with(['.', '$', '_']) || !is_name {
            continue;
        }
        let gap = spaces(after);
        if let Some(body) = after[gap..].strip_prefix('{') {
            out.push_str(&tail[..tail.len() - body.len()]);
            out.push_str(name);
            out.push_str("?.stack;");
            rest = body;
        }
    }
    out.push_str(rest);
    out
}

fn parse(path: &str, whole: &str, source: &str, shift: u32, context: &mut Context) -> JsResult<Script> {
    check_depth(source)?;
    remember(path, source, shift, context);
    Script::parse(Source::from_bytes(whole).with_path(Path::new(path)), None, context)
        .and_then(|script| script.codeblock(context).map(|_| script))
        .map_err(|error| refuse(&error, path, source, shift, context))
}

/// `compile(text, path)`: a CommonJS module's function.
pub(super) fn compile(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let (source, path) = (text(args, 0), text(args, 1));
    let whole = [WRAPPER, &telling(&source, &path), "\n})"].concat();
    let function = parse(&path, &whole, &source, 1, context)?.evaluate(context)?;
    if function.as_object().is_none_or(|object| !object.is::<OrdinaryFunction>()) {
        return Err(JsNativeError::syntax().with_message("Unexpected token '}'").into());
    }
    Ok(function)
}

/// `script(text, path)`: runs a script in the global scope; its completion value.
pub(super) fn script(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let (source, path) = (text(args, 0), text(args, 1));
    parse(&path, &telling(&source, &path), &source, 0, context)?.evaluate(context)
}

/// `check(text, path, kind)`: only parses, as `cjs`, `esm` or `script`.
pub(super) fn check(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let (source, path) = (text(args, 0), text(args, 1));
    match text(args, 2).as_str() {
        "esm" => {
            check_depth(&source)?;
            remember(&path, &source, 0, context);
            Module::parse(Source::from_bytes(&source).with_path(Path::new(&path)), None, context)
                .map_err(|error| refuse(&error, &path, &source, 0, context))?;
        }
        "cjs" => drop(parse(&path, &[WRAPPER, &source, "\n})"].concat(), &source, 1, context)?),
        _ => drop(parse(&path, &source, &source, 0, context)?),
    }
    Ok(JsValue::undefined())
}

/// `esm(path, text)`: loads, links and evaluates an ES module; a promise of its namespace.
pub(super) fn module(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let (path, source) = (text(args, 0), text(args, 1));
    let module = modules::parse(&path, &source, context)?;
    let promise: JsPromise = module.load_link_evaluate(context);
    let name = boa_engine::NativeFunction::from_copy_closure_with_captures(
        |_, _, module: &Module, context| Ok(module.namespace(context).into()),
        module,
    );
    Ok(promise.then(Some(name.to_js_function(context.realm())), None, context).into())
}

/// The error of a module that is parsed for `modules`.
pub(in crate::js) fn parse_module(path: &str, source: &str, context: &mut Context) -> JsResult<Module> {
    check_depth(source)?;
    remember(path, source, 0, context);
    Module::parse(Source::from_bytes(&telling(source, path)).with_path(Path::new(path)), None, context)
        .map_err(|error| refuse(&error, path, source, 0, context))
}

/// `jobs()`: runs what promises have queued, for `require` of an ES module.
pub(super) fn jobs(_: &JsValue, _: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    context.run_jobs()?;
    Ok(JsValue::undefined())
}

/// `lib(name)`: the function of one of the library's modules.
pub(super) fn library(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    library::compile(&text(args, 0), context).map(Into::into)
}

/// `package(name)`: the text of a package's module that is modelled, or undefined.
pub(super) fn package(_: &JsValue, args: &[JsValue], _: &mut Context) -> JsResult<JsValue> {
    Ok(packages::text(&text(args, 0)).map_or(JsValue::undefined(), string))
}

/// `line(path, number)`: a line of a text that was compiled, or undefined.
pub(super) fn line(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let at = number(args, 1) as usize;
    let line = Machine::of(context).and_then(|machine| {
        let texts = machine.texts.borrow();
        texts.get(&text(args, 0)).and_then(|known| known.text.lines().nth(at.wrapping_sub(1)).map(string))
    });
    Ok(line.unwrap_or_default())
}
