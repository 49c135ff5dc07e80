//! Variables and labels: `--env`, `--env-file`, `--label`, `--label-file`.

use crate::cli::failure::Outcome;
use crate::cli::kinds::Kind;
use crate::os::Process;

/// `--env`: a bare name takes its value from the client's own environment later.
pub(crate) const ENV: Kind = Kind::many("list", env);
/// `--label`
pub(crate) const LABEL: Kind = Kind::many("list", label);

/// Checks a variable.
pub(crate) fn env(text: &str) -> Result<String, String> {
    match text.split('=').next() {
        None | Some("") => Err(format!("invalid environment variable: {text}")),
        Some(_) => Ok(text.to_owned()),
    }
}

/// Checks a label.
pub(crate) fn label(text: &str) -> Result<String, String> {
    let name = text.split('=').next().unwrap_or("").trim_start_matches([' ', '\t']);
    if name.is_empty() {
        return Err(format!("invalid label '{text}': empty name"));
    }
    if name.contains([' ', '\t']) {
        return Err(format!("label '{name}' contains whitespaces"));
    }
    Ok(text.to_owned())
}

/// Gives bare names their value in `environment`; one that is not there stays bare.
pub(crate) fn resolve(texts: &[String], environment: &dyn Fn(&str) -> Option<String>) -> Vec<String> {
    let one = |text: &String| match environment(text).filter(|_| !text.contains('=')) {
        Some(value) => format!("{text}={value}"),
        None => text.clone(),
    };
    texts.iter().map(one).collect()
}

/// Looks up a variable of the client's own.
type Environment<'a> = &'a dyn Fn(&str) -> Option<String>;

/// The variables of files, then `more` on top. A bare name in a file takes its value from `environment`, where there is
/// one, and is left out otherwise.
pub(crate) fn of_files(
    process: &Process,
    files: &[String],
    environment: Option<Environment<'_>>,
    more: Vec<String>,
) -> Outcome<Vec<String>> {
    let mut all = Vec::new();
    for file in files {
        let text = process.read_text(file).map_err(|errno| format!("open {file}: {}", errno.go_text()))?;
        all.extend(lines(&text, environment).map_err(|why| format!("invalid env file ({file}): {why}"))?);
    }
    all.extend(more);
    Ok(all)
}

/// The variables of a file's text.
pub(crate) fn lines(text: &str, environment: Option<Environment<'_>>) -> Result<Vec<String>, String> {
    let mut found = Vec::new();
    for line in text.trim_start_matches('\u{feff}').lines() {
        let line = line.trim_start();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let (name, value) = line.split_once('=').map_or((line, None), |(name, value)| (name, Some(value)));
        if name.is_empty() {
            return Err(format!("no variable name on line '{line}'"));
        }
        if name.contains([' ', '\t']) {
            return Err(format!("variable '{name}' contains whitespaces"));
        }
        match value {
            Some(_) => found.push(line.to_owned()),
            None => found.extend(environment.and_then(|find| find(name)).map(|value| format!("{name}={value}"))),
        }
    }
    Ok(found)
}
