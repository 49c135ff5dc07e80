//! `basename` and `dirname`: parts of paths.

use super::kit::{Next, Options, Tool};
use crate::vfs::path;

const BASENAME: Options = Options {
    spec: "^ a,multiple s,suffix: z,zero",
    gnu: "NAME [SUFFIX]",
    busybox: "FILE [SUFFIX] | -a FILE... | -s SUFFIX FILE...",
};
const DIRNAME: Options = Options { spec: "z,zero", gnu: "[OPTION] NAME...", busybox: "FILENAME" };

/// Prints last parts.
pub(super) fn base(tool: &mut Tool) -> Next {
    let Some(mut opts) = tool.options(&BASENAME) else { return Next::Done };
    let many = opts.has("a") || opts.has("s");
    if opts.rest.is_empty() {
        return tool.usage_error("missing operand", &BASENAME);
    }
    if !many && opts.rest.len() > 2 {
        let text = format!("extra operand {}", tool.curved(&opts.rest[2]));
        return tool.usage_error(&text, &BASENAME);
    }
    let mut suffix = opts.value("s").unwrap_or_default().to_owned();
    if !many && opts.rest.len() == 2 {
        suffix = opts.rest.pop().unwrap_or_default();
    }
    for name in &opts.rest {
        let name = path::base_name(name);
        let short = name.strip_suffix(suffix.as_str()).filter(|short| !short.is_empty());
        tool.line(short.unwrap_or(name));
    }
    Next::Done
}

/// Prints everything but the last part.
pub(super) fn dir(tool: &mut Tool) -> Next {
    let Some(opts) = tool.options(&DIRNAME) else { return Next::Done };
    if opts.rest.is_empty() {
        return tool.usage_error("missing operand", &DIRNAME);
    }
    for name in &opts.rest {
        tool.line(path::dir_name(name));
    }
    Next::Done
}
