//! `cargo xtask`: builds, serves and tests Drydock with one command each, and does all of its own set-up. Not part of the
//! product, and std only, so that it compiles in a moment on a machine that has nothing but Rust.

mod browser;
mod build;
mod dist;
mod offline;
mod place;
mod run;
mod serve;
mod split;
mod test;
mod tools;

use std::env;
use std::process::ExitCode;

const USAGE: &str = "\
Usage: cargo xtask COMMAND

Commands:
  serve [--port N] [--open]  build the page and serve it on http://127.0.0.1:8080
  build                      build the optimised page into dist/
  dist                       build, and compress each file for web servers that send .br and .gz
  profile                    record what the page runs before its first prompt, which decides what comes in its first file
  test [STEP...]             check everything, as CI does, or only the steps named

Tools that are missing are installed into a cache folder of yours; DRYDOCK_CACHE moves it.";

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    match dispatch(&arguments) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(message) => {
            eprintln!("cargo xtask: {message}");
            ExitCode::FAILURE
        }
    }
}

/// Runs one command; false where it ran to its end and found something wrong.
fn dispatch(arguments: &[String]) -> Result<bool, String> {
    match arguments.split_first().map(|(command, rest)| (command.as_str(), rest)) {
        Some(("build", [])) => build::page().map(|()| true),
        Some(("dist", [])) => dist::folder().map(|()| true),
        Some(("profile", [])) => build::unsplit().and_then(|()| split::record()).map(|()| true),
        Some(("serve", rest)) => {
            let options = serve::Options::parse(rest)?;
            build::page()?;
            serve::forever(&options).map(|()| true)
        }
        Some(("test", rest)) => test::run(rest),
        None | Some(("help" | "-h" | "--help", _)) => {
            println!("{USAGE}");
            Ok(true)
        }
        Some((command, _)) => Err(format!("cannot run {command:?} like this\n\n{USAGE}")),
    }
}
