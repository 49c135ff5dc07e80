//! `require` and `import`.

use super::*;

#[test]
fn require_finds_files_folders_and_packages() {
    let seen = run_files(&[
        (
            "main.js",
            "const a = require('./lib/a'); console.log(a, require('./data'), require('pkg'), require('pkg/sub'), \
             require('./lib'), require.main === module, __filename, __dirname, module.children.length);",
        ),
        ("lib/a.js", "exports.name = require('../data.json').name; exports.file = __filename;"),
        ("lib/index.js", "module.exports = 'index';"),
        ("data.json", "{\"name\": \"d\"}"),
        ("node_modules/pkg/package.json", "{\"main\": \"m.js\"}"),
        ("node_modules/pkg/m.js", "module.exports = class Pkg {};"),
        ("node_modules/pkg/sub.js", "module.exports = 2;"),
    ]);
    assert_eq!((seen.err.as_str(), seen.code), ("", Some(0)));
    let expected = "{ name: 'd', file: '/app/lib/a.js' } { name: 'd' } [class Pkg] 2 index true /app/main.js /app 5\n";
    assert_eq!(seen.out, expected);
}

#[test]
fn a_missing_module_says_who_required_it() {
    let seen = run_files(&[("main.js", "require('./a');"), ("a.js", "\nrequire('nope');")]);
    assert!(
        seen.err.contains("Error: Cannot find module 'nope'\nRequire stack:\n- /app/a.js\n- /app/main.js\n    at "),
        "{}",
        seen.err
    );
    assert!(
        seen.err.contains("  code: 'MODULE_NOT_FOUND',\n  requireStack: [ '/app/a.js', '/app/main.js' ]\n}"),
        "{}",
        seen.err
    );
    assert_eq!(seen.code, Some(1));
}

#[test]
fn es_modules_import_each_other_and_commonjs() {
    let seen = run_files(&[
        (
            "main.mjs",
            "import def, { b } from './b.mjs'; import cjs, { named } from './c.cjs'; import { join } from 'node:path';\n\
             import fs from 'fs'; console.log(def, b, cjs, named, join('a', 'b'), typeof fs.readFileSync);\n\
             const late = await import('./b.mjs'); console.log(late.b, import.meta.url, import.meta.dirname);\n\
             console.log(await new Promise((resolve) => setTimeout(() => resolve('timer'), 5)));",
        ),
        ("b.mjs", "export default 'def'; export const b = 1;"),
        ("c.cjs", "exports.named = 'n'; exports.other = 2;"),
    ]);
    assert_eq!((seen.err.as_str(), seen.code), ("", Some(0)));
    let expected = "def 1 { named: 'n', other: 2 } n a/b function\n1 file:///app/main.mjs /app\ntimer\n";
    assert_eq!(seen.out, expected);
}
