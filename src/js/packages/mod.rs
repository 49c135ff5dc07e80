//! The packages of npm that courses use, as far as their code is modelled: our own small modules by name. A package that is
//! not here installs, and says on `require` that its code is not modelled.
//!
//! A name is a package's, for its main module, or `package/file` for another one of its modules. Such a module has the name
//! `node_modules/package/file.js` wherever npm put the package, so that its own `require('./file')`, `require('other')` and
//! `require('./package.json')` resolve as for any module; `file` is the path without `.js`, and `index` is the main module.

/// All modules by name, sorted.
const MODULES: &[(&str, &str)] = &[
    ("axios", include_str!("axios/index.js")),
    ("body-parser", include_str!("body-parser/index.js")),
    ("cookie-parser", include_str!("cookie-parser/index.js")),
    ("cors", include_str!("cors/index.js")),
    ("depd", include_str!("depd/index.js")),
    ("dotenv", include_str!("dotenv/index.js")),
    ("dotenv/config", include_str!("dotenv/config.js")),
    ("express", include_str!("express/index.js")),
    ("express/mime", include_str!("express/mime.js")),
    ("express/request", include_str!("express/request.js")),
    ("express/response", include_str!("express/response.js")),
    ("express/router", include_str!("express/router.js")),
    ("express/send", include_str!("express/send.js")),
    ("http-errors", include_str!("http-errors/index.js")),
    ("mongoose", include_str!("mongoose/index.js")),
    ("morgan", include_str!("morgan/index.js")),
    ("mysql", include_str!("mysql/index.js")),
    ("mysql2", include_str!("mysql/index.js")),
    ("mysql2/promise", include_str!("mysql/promise.js")),
    ("pg", include_str!("pg/index.js")),
    ("qs", include_str!("qs/index.js")),
    ("redis", include_str!("redis/index.js")),
    ("uuid", include_str!("uuid/index.js")),
];

/// The text of a module, which is CommonJS; none for what is not modelled.
pub fn text(name: &str) -> Option<&'static str> {
    let name = name.strip_suffix(".js").unwrap_or(name);
    let name = name.strip_suffix("/index").unwrap_or(name);
    MODULES.binary_search_by(|(known, _)| known.cmp(&name)).ok().map(|at| MODULES[at].1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn modules_are_found_by_their_names() {
        assert_eq!(MODULES.windows(2).find(|pair| pair[0].0 >= pair[1].0), None);
        assert!(text("express").is_some_and(|text| text.starts_with("'use strict';")));
        assert_eq!(text("express/index.js"), text("express"));
        assert!(text("dotenv/config").is_some() && text("left-pad").is_none());
    }
}
