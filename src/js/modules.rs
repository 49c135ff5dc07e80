//! ES modules: boa's loader over the library's resolution.

use std::cell::RefCell;
use std::path::Path;
use std::rc::Rc;

use boa_engine::module::{ModuleLoader, Referrer, SyntheticModuleInitializer};
use boa_engine::object::JsObject;
use boa_engine::object::builtins::JsArray;
use boa_engine::{Context, JsNativeError, JsResult, JsString, JsValue, Module, js_string};

use super::kernel;
use super::machine::Machine;

/// An ES module by its path; parsed once.
pub(super) fn parse(path: &str, source: &str, context: &mut Context) -> JsResult<Module> {
    let machine = Machine::of(context);
    let known = machine.as_ref().and_then(|machine| machine.modules.borrow().get(path).cloned());
    if let Some(module) = known {
        return Ok(module);
    }
    let module = kernel::parse_module(path, source, context)?;
    if let Some(machine) = machine {
        machine.modules.borrow_mut().insert(path.to_owned(), module.clone());
    }
    Ok(module)
}

/// A module whose exports are there already: a CommonJS module's, or one of Node's own.
fn ready(key: &str, found: &JsObject, context: &mut Context) -> JsResult<Module> {
    let names = found.get(js_string!("names"), context)?;
    let values = found.get(js_string!("values"), context)?;
    let (Some(names), Some(values)) = (names.as_object(), values.as_object()) else {
        return Err(JsNativeError::typ().with_message("no exports").into());
    };
    let names = JsArray::from_object(names)?;
    let mut list: Vec<JsString> = Vec::new();
    for at in 0..names.length(context)? {
        list.push(names.get(at, context)?.to_string(context)?);
    }
    let steps = SyntheticModuleInitializer::from_copy_closure_with_captures(
        |module, (names, values): &(JsArray, JsObject), context| {
            for at in 0..names.length(context)? {
                let name = names.get(at, context)?.to_string(context)?;
                module.set_export(&name, values.get(at, context)?)?;
            }
            Ok(())
        },
        (names, values),
    );
    Ok(Module::synthetic(&list, steps, Some(key.into()), None, context))
}

fn load(machine: &Machine, referrer: &Referrer, specifier: &JsString, context: &mut Context) -> JsResult<Module> {
    let hooks = machine.hooks.borrow().clone();
    let from = referrer.path().map(Path::to_string_lossy).unwrap_or_default().into_owned();
    let Some(hooks) = hooks else { return Err(JsNativeError::typ().with_message("no loader").into()) };
    let resolve = hooks.get(js_string!("load"), context)?;
    let arguments: [JsValue; 2] = [specifier.clone().into(), JsString::from(from.as_str()).into()];
    let found = match resolve.as_callable() {
        Some(resolve) => resolve.call(&JsValue::undefined(), &arguments, context)?,
        None => JsValue::undefined(),
    };
    let Some(found) = found.as_object() else { return Err(JsNativeError::typ().with_message("no module").into()) };
    let key = found.get(js_string!("path"), context)?.to_string(context)?.to_std_string_lossy();
    let known = machine.modules.borrow().get(&key).cloned();
    if let Some(module) = known {
        return Ok(module);
    }
    let source = found.get(js_string!("source"), context)?;
    if let Some(source) = source.as_string() {
        return parse(&key, &source.to_std_string_lossy(), context);
    }
    let module = ready(&key, &found, context)?;
    machine.modules.borrow_mut().insert(key, module.clone());
    Ok(module)
}

impl ModuleLoader for Machine {
    async fn load_imported_module(
        self: Rc<Self>,
        referrer: Referrer,
        specifier: JsString,
        context: &RefCell<&mut Context>,
    ) -> JsResult<Module> {
        load(&self, &referrer, &specifier, &mut context.borrow_mut())
    }

    fn init_import_meta(self: Rc<Self>, meta: &JsObject, module: &Module, context: &mut Context) {
        let path = module.path().map(Path::to_string_lossy).unwrap_or_default().into_owned();
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let url = format!("file://{path}");
        for (key, value) in [("dirname", folder), ("filename", path.as_str()), ("url", url.as_str())] {
            let _ = meta.set(js_string!(key), JsString::from(value), false, context);
        }
        let hooks = self.hooks.borrow().clone();
        let made = hooks.and_then(|hooks| hooks.get(js_string!("metaResolve"), context).ok());
        if let Some(made) = made.as_ref().and_then(JsValue::as_callable) {
            let resolve = made.call(&JsValue::undefined(), &[JsString::from(path.as_str()).into()], context);
            let _ = meta.set(js_string!("resolve"), resolve.unwrap_or_default(), false, context);
        }
    }
}
