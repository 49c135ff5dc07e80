//! The lines of JavaScript that fetch the second part and join it to the first, and where they go in the script that
//! wasm-bindgen wrote.

/// Behind wasm-bindgen's script. `wasm` is its name for what the first part exports.
const LOADER: &str = r##"
const restAddress = new URL("REST", import.meta.url);
let restImports;

function restJoin(module) {
    if (wasm["~l"].value) return;
    new WebAssembly.Instance(module, { ...restImports, p: wasm });
    wasm["~l"].value = 1;
}

// A call can not wait: where one comes before the file, the page stands still until it is there.
function restNow() {
    const request = new XMLHttpRequest();
    request.open("GET", restAddress, false);
    request.overrideMimeType("text/plain; charset=x-user-defined");
    request.send();
    if (request.status !== 200) throw new Error(`${restAddress}: ${request.status}`);
    restJoin(new WebAssembly.Module(Uint8Array.from(request.responseText, (unit) => unit.charCodeAt(0))));
}

let restAsked;
function restSoon() {
    restAsked ??= fetch(restAddress)
        .then((answer) => answer.ok ? answer.arrayBuffer() : Promise.reject(answer.status))
        .then((bytes) => WebAssembly.compile(bytes))
        // The first call that needs it says what is wrong.
        .catch(() => { restAsked = undefined; });
    return restAsked;
}

// A page that has something to bring back needs all of it at once, and one whose files are kept has it at hand. (A worker
// is not asked where a page stands still, so this is also what makes it run without a network.)
function restIsWanted() {
    if (location.hash.startsWith("#j=") || navigator.serviceWorker?.controller) return true;
    try {
        return Object.keys(localStorage).some((name) => name.startsWith("drydock:journal:"));
    } catch {
        return false;
    }
}

const restAhead = restIsWanted() ? restSoon() : undefined;
let restModule;

for (const event of ["keydown", "pointerdown", "input", "paste"]) {
    addEventListener(event, () => restSoon().then((module) => module && restJoin(module)), { capture: true, once: true });
}
"##;

/// Where wasm-bindgen has collected what the first part imports.
const IMPORTS: &str = "const imports = __wbg_get_imports();";

/// Where the first part is there and has not started.
const MADE: &str = "wasm = instance.exports;";

/// Where that is called, in the function that can wait.
const FINISH: &str = "return __wbg_finalize_init(instance, module);";

/// wasm-bindgen's script with the loader, for a second part in a file of this name beside it.
///
/// # Errors
/// Where the script is not as wasm-bindgen writes it.
pub(super) fn patched(script: &str, rest: &str) -> Result<String, String> {
    let waits = script.rfind(FINISH);
    let (Some(waits), true, true) = (waits, script.contains(IMPORTS), script.contains(MADE)) else {
        return Err("wasm-bindgen writes its script in another way: see xtask/src/split/rest.rs".to_owned());
    };
    // The last one is in the function that can wait; the others are in the one that cannot, which the page does not call.
    let (before, after) = script.split_at(waits);
    let script = format!("{before}restModule = await restAhead;\n    {after}");
    let imports = format!("{IMPORTS}\n    restImports = imports;\n    imports.drydock = {{ load: restNow }};");
    let made = format!("{MADE}\n    if (restModule) restJoin(restModule);");
    Ok(script.replace(IMPORTS, &imports).replace(MADE, &made) + &LOADER.replace("REST", rest))
}

#[cfg(test)]
mod tests {
    use super::patched;

    #[test]
    fn the_loader_is_put_in_or_its_absence_is_an_error() {
        let script = "wasm = instance.exports;\nconst imports = __wbg_get_imports();\nreturn __wbg_finalize_init(instance, module);\n";
        let patched_script = patched(script, "page_rest.wasm").unwrap();
        assert!(patched_script.contains("imports.drydock = { load: restNow };"));
        assert!(patched_script.contains("restModule = await restAhead;\n    return __wbg_finalize_init"));
        assert!(patched_script.contains(r#"new URL("page_rest.wasm", import.meta.url)"#));
        assert!(patched("something else", "page_rest.wasm").is_err());
    }
}
