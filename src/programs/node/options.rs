//! The command line of `node`: what runs, and which options only the real one heeds. Messages are those of node 20.

use crate::programs::js_runtime::StartMode;

/// What the command line asks for.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Command {
    /// `--version`
    Version,
    /// Something that this node does not do, and why.
    NotModelled(String, &'static str),
    /// Code.
    Run(Box<Asked>),
}

/// Code to run, and how.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Asked {
    /// What to run; none means standard input, or the prompt at a terminal.
    pub(super) mode: Option<StartMode>,
    /// The script's arguments.
    pub(super) args: Vec<String>,
    /// Node's own options, as typed.
    pub(super) own: Vec<String>,
    /// Modules to load first.
    pub(super) preload: Vec<String>,
    /// Files with environment variables.
    pub(super) env_files: Vec<String>,
    /// Options that change nothing here.
    pub(super) without_effect: Vec<String>,
}

/// Options that need a value and change nothing here, or that are read elsewhere.
const VALUED: [&str; 10] = [
    "-C",
    "--conditions",
    "--dns-result-order",
    "--es-module-specifier-resolution",
    "--experimental-loader",
    "--icu-data-dir",
    "--input-type",
    "--loader",
    "--title",
    "--unhandled-rejections",
];

/// Beginnings of options that tune the real node's engine, diagnostics or warnings.
const TUNING: [&str; 30] = [
    "--abort-on-uncaught",
    "--allow-",
    "--disable-",
    "--dns-",
    "--enable-",
    "--experimental-",
    "--expose-",
    "--force-",
    "--frozen-intrinsics",
    "--harmony",
    "--heap",
    "--import",
    "--insecure-http-parser",
    "--inspect",
    "--jitless",
    "--max-",
    "--min-",
    "--no-",
    "--openssl-",
    "--optimize",
    "--pending-deprecation",
    "--permission",
    "--preserve-symlinks",
    "--report-",
    "--stack-",
    "--throw-deprecation",
    "--tls-",
    "--trace-",
    "--use-",
    "--zero-fill-buffers",
];

/// Options for what is left to other tools here.
const NOT_MODELLED: [(&str, &str); 8] = [
    ("--build-snapshot", "there is no engine to take a snapshot of"),
    ("--cpu-prof", "nothing is measured in simulated time"),
    ("--help", "the list of options is on nodejs.org"),
    ("--prof", "nothing is measured in simulated time"),
    ("--run", "use npm run"),
    ("--test", "the test runner is not part of it"),
    ("--watch", "use nodemon"),
    ("inspect", "there is no debugger"),
];

/// Reads a command line, with what NODE_OPTIONS adds before it. The error is node's message without its name.
pub(super) fn parse(args: Vec<String>, extra: &str) -> Result<Command, String> {
    let mut asked = Asked::default();
    let extra: Vec<String> = extra.split_whitespace().map(str::to_owned).collect();
    if let Some(special) = read(&mut asked, &mut extra.into_iter(), true)? {
        return Ok(special);
    }
    let mut words = args.into_iter();
    Ok(match read(&mut asked, &mut words, false)? {
        Some(special) => special,
        None => Command::Run(Box::new(asked)),
    })
}

/// Reads words into `asked`; what is left of them are the script's arguments.
fn read(asked: &mut Asked, words: &mut std::vec::IntoIter<String>, variable: bool) -> Result<Option<Command>, String> {
    let (mut code, mut print, mut check, mut interactive) = (None, false, false, false);
    let mut script = None;
    while let Some(word) = words.next() {
        if let Some((_, why)) = NOT_MODELLED.iter().find(|(name, _)| *name == word) {
            return Ok(Some(Command::NotModelled(word, why)));
        }
        if word == "--" || word == "-" || !word.starts_with('-') {
            script = if word == "--" { words.next() } else { Some(word) };
            break;
        }
        let (name, inline) = match word.split_once('=') {
            Some((name, value)) if name.starts_with("--") => (name, Some(value.to_owned())),
            _ => (word.as_str(), None),
        };
        let mut value = || inline.clone().or_else(|| words.next()).ok_or(format!("{name} requires an argument"));
        match name {
            "-v" | "--version" => return Ok(Some(Command::Version)),
            "-h" => return Ok(Some(Command::NotModelled(word, NOT_MODELLED[2].1))),
            "-e" | "--eval" => code = Some(value()?),
            "-pe" => (code, print) = (Some(value()?), true),
            "-p" | "--print" => {
                print = true;
                // The code may be missing, and an option is none.
                if code.is_none() {
                    code = inline.or_else(|| words.as_slice().first().filter(|next| !next.starts_with('-')).cloned());
                    if code.is_some() && !word.contains('=') {
                        words.next();
                    }
                }
            }
            "-c" | "--check" => check = true,
            "-i" | "--interactive" => interactive = true,
            "-r" | "--require" => {
                let module = value()?;
                asked.preload.push(module);
            }
            "--env-file" => {
                let file = value()?;
                asked.env_files.push(file);
            }
            _ if VALUED.contains(&name) => {
                value()?;
                if name != "--input-type" {
                    asked.without_effect.push(name.to_owned());
                }
            }
            _ if TUNING.iter().any(|tuning| name.starts_with(tuning)) => asked.without_effect.push(name.to_owned()),
            _ => return Err(format!("bad option: {word}")),
        }
        if !variable {
            asked.own.push(word);
        }
    }
    if variable {
        return Ok(None);
    }
    let eval = code.is_some() || print;
    asked.mode = match (eval, script, interactive) {
        (true, script, _) => {
            asked.args.extend(script);
            Some(StartMode::Eval { code: code.unwrap_or_default(), print })
        }
        (false, Some(script), _) if script == "-" => Some(StartMode::Stdin),
        (false, Some(path), _) if check => Some(StartMode::Check { path }),
        (false, Some(path), _) => Some(StartMode::File { path }),
        (false, None, true) => Some(StartMode::Repl),
        (false, None, false) => None,
    };
    asked.args.extend(words);
    Ok(None)
}

/// Adds the variables of an `--env-file` that are not there yet.
pub(super) fn add_variables(env: &mut Vec<(String, String)>, text: &str) {
    for line in text.lines() {
        let line = line.trim();
        let line = line.strip_prefix("export ").unwrap_or(line);
        let Some((name, value)) = line.split_once('=').filter(|_| !line.starts_with('#')) else { continue };
        let (name, value) = (name.trim(), value.trim());
        let quoted = ['"', '\'', '`'].iter().find_map(|quote| value.strip_prefix(*quote)?.split_once(*quote));
        let value = match quoted {
            Some((inside, _)) if value.starts_with('"') => inside.replace("\\n", "\n"),
            Some((inside, _)) => inside.to_owned(),
            None => value.split('#').next().unwrap_or_default().trim_end().to_owned(),
        };
        if !env.iter().any(|(known, _)| known == name) {
            env.push((name.to_owned(), value));
        }
    }
}
