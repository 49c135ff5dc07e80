//! BuildKit's checks of a Dockerfile, one file a rule, by BuildKit's names and with its messages. Our own explanations of
//! the rules are in `static/checks.md`, which is no part of the program.

mod consistent_instruction_casing;
mod copy_ignored_file;
mod duplicate_stage_name;
mod expose_invalid_format;
mod expose_proto_casing;
mod from_as_casing;
mod from_platform_flag_const_disallowed;
mod invalid_base_image_platform;
mod invalid_default_arg_in_from;
mod invalid_definition_description;
mod json_args_recommended;
mod legacy_key_value_format;
mod maintainer_deprecated;
mod multiple_instructions_disallowed;
mod no_empty_continuation;
mod redundant_target_platform;
mod reserved_stage_name;
mod secrets_used_in_arg_or_env;
mod stage_name_casing;
mod undefined_arg_in_from;
mod undefined_var;
mod workdir_relative_path;

use crate::base::order::sort_by_key;

use super::check_options::CheckOptions;
use super::diagnostic::{Diagnostic, Mend, Severity};
use super::facts::{At, Facts, Options};
use super::stages::Dockerfile;
use super::tree::{Failure, Lines};

/// A check.
pub struct Rule {
    /// BuildKit's name.
    pub name: &'static str,
    /// BuildKit's description, which `docker build` prints with `--debug`.
    pub description: &'static str,
    /// Whether it must be asked for.
    pub experimental: bool,
    run: fn(&Facts, &mut Vec<Finding>),
}

/// Every check by name.
pub const RULES: &[Rule] = &[
    consistent_instruction_casing::RULE,
    copy_ignored_file::RULE,
    duplicate_stage_name::RULE,
    expose_invalid_format::RULE,
    expose_proto_casing::RULE,
    from_as_casing::RULE,
    from_platform_flag_const_disallowed::RULE,
    invalid_base_image_platform::RULE,
    invalid_default_arg_in_from::RULE,
    invalid_definition_description::RULE,
    json_args_recommended::RULE,
    legacy_key_value_format::RULE,
    maintainer_deprecated::RULE,
    multiple_instructions_disallowed::RULE,
    no_empty_continuation::RULE,
    redundant_target_platform::RULE,
    reserved_stage_name::RULE,
    secrets_used_in_arg_or_env::RULE,
    stage_name_casing::RULE,
    undefined_arg_in_from::RULE,
    undefined_var::RULE,
    workdir_relative_path::RULE,
];

/// The page that `docker build --check` names for a rule; one rule has none.
pub fn rule_url(name: &str) -> Option<String> {
    if name == "InvalidBaseImagePlatform" {
        return None;
    }
    let mut path = String::new();
    let letters: Vec<char> = name.chars().collect();
    for (index, c) in letters.iter().enumerate() {
        // A word begins at a capital after a small letter, or at the last of several capitals (`JSONArgs`).
        let after_small = index > 0 && letters[index - 1].is_lowercase();
        let before_small = index > 0 && letters.get(index + 1).is_some_and(|next| next.is_lowercase());
        if c.is_uppercase() && (after_small || before_small) {
            path.push('-');
        }
        path.extend(c.to_lowercase());
    }
    Some(format!("https://docs.docker.com/go/dockerfile/rule/{path}/"))
}

/// Our explanation of a rule, from the text of `static/checks.md`.
pub fn explanation<'a>(checks_md: &'a str, name: &str) -> Option<&'a str> {
    let sections = checks_md.split("\n## ").skip(1);
    let mut found = sections.filter_map(|section| section.split_once('\n')).filter(|(title, _)| title.trim() == name);
    found.next().map(|(_, text)| text.trim())
}

/// What a rule found.
struct Finding {
    /// When BuildKit would come to it.
    at: At,
    lines: Lines,
    message: String,
    /// The comments that can turn the rule off here.
    comments: Vec<String>,
    mend: Option<Mend>,
}

impl Finding {
    fn new(at: At, lines: Lines, message: String) -> Self {
        Self { at, lines, message, comments: Vec::new(), mend: None }
    }

    fn under(mut self, comments: &[String]) -> Self {
        self.comments = comments.to_vec();
        self
    }

    fn mend(mut self, mend: impl Into<Option<Mend>>) -> Self {
        self.mend = mend.into();
        self
    }
}

/// What docker says of a file before it builds it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// The warnings in the order in which a build prints them, which is that of BuildKit's course through the file. After
    /// an error those that it would not come to are left out.
    pub warnings: Vec<Diagnostic>,
    /// What docker stops with: the parser's error, or what the checks came across.
    pub failure: Option<Failure>,
    /// With `# check=error=true` the error that warnings make of a build.
    pub violation: Option<String>,
}

impl Report {
    /// The warnings in the order of their lines, as `docker build --check` lists them.
    pub fn by_line(&self) -> Vec<&Diagnostic> {
        let mut warnings: Vec<&Diagnostic> = self.warnings.iter().collect();
        sort_by_key(&mut warnings, |warning| warning.lines.first);
        warnings
    }
}

/// The checks as `docker build` makes them.
pub fn report(source: &str, file: &Dockerfile, options: &Options) -> Report {
    let facts = Facts::of(file, options);
    let check_options = match CheckOptions::of_file(source) {
        Ok(check_options) => check_options,
        Err(message) => {
            let failure = Some(Failure { message, lines: Lines::one(0) });
            return Report { failure, ..Report::default() };
        }
    };
    let stop = facts.stop.as_ref().map(|(at, _)| *at);
    let findings = find(&facts, &check_options);
    let reached = findings.into_iter().filter(|(_, finding)| stop.is_none_or(|stop| finding.at < stop));
    let warnings: Vec<Diagnostic> = reached.map(|(rule, finding)| diagnostic(source, rule, &finding)).collect();
    let mut names: Vec<&str> = warnings.iter().map(|warning| warning.rule).collect();
    sort_by_key(&mut names, |name| *name);
    names.dedup();
    let broken = check_options.error && !names.is_empty();
    Report {
        violation: broken.then(|| format!("lint violation found for rules: {}", names.join(", "))),
        warnings,
        failure: facts.stop.map(|(_, failure)| failure),
    }
}

/// Everything there is to say of a file, for an editor: all errors, and all warnings whether or not docker would come to
/// them.
pub fn diagnostics(source: &str, file: &Dockerfile, options: &Options) -> Vec<Diagnostic> {
    let options = Options {
        build_args: options.build_args.clone(),
        target: options.target.clone(),
        all_stages: true,
        platform: options.platform.clone(),
        ..*options
    };
    let facts = Facts::of(file, &options);
    let mut failures = file.failures.clone();
    failures.extend(facts.stop.iter().map(|(_, failure)| failure.clone()).filter(|stop| !file.failures.contains(stop)));
    let (check_options, error) = match CheckOptions::of_file(source) {
        Ok(check_options) => (check_options, None),
        Err(error) => (CheckOptions::default(), Some(Failure { message: error, lines: Lines::one(1) })),
    };
    failures.extend(error);
    let errors = failures.into_iter().map(|failure| Diagnostic {
        rule: "",
        severity: Severity::Error,
        lines: failure.lines,
        message: failure.message,
        detail: "",
        fix: None,
    });
    let warnings = find(&facts, &check_options);
    let warnings = warnings.iter().map(|(rule, finding)| diagnostic(source, rule, finding));
    let mut all: Vec<Diagnostic> = errors.chain(warnings).collect();
    sort_by_key(&mut all, |diagnostic| diagnostic.lines.first);
    all
}

/// What the wanted rules find, in the order in which BuildKit comes to it.
fn find(facts: &Facts, check_options: &CheckOptions) -> Vec<(&'static Rule, Finding)> {
    let mut all = Vec::new();
    for rule in RULES {
        let mut findings = Vec::new();
        (rule.run)(facts, &mut findings);
        let wanted = findings
            .into_iter()
            .filter(|finding| check_options.with_comments(&finding.comments).wants(rule.name, rule.experimental));
        all.extend(wanted.map(|finding| (rule, finding)));
    }
    sort_by_key(&mut all, |(_, finding)| finding.at);
    all
}

fn diagnostic(source: &str, rule: &Rule, finding: &Finding) -> Diagnostic {
    Diagnostic {
        rule: rule.name,
        severity: Severity::Warning,
        lines: finding.lines,
        message: finding.message.clone(),
        detail: rule.description,
        fix: finding.mend.as_ref().and_then(|mend| mend.fix(source, finding.lines)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dockerfile::{BaseImage, parse};

    #[test]
    fn every_rule_is_explained() {
        let text = include_str!("../../../static/checks.md");
        for rule in RULES {
            assert!(explanation(text, rule.name).is_some_and(|text| text.len() > 60), "{}", rule.name);
        }
        assert_eq!(explanation(text, "None"), None);
    }

    #[test]
    fn an_editor_sees_all_and_docker_stops() {
        let source = "FROM alpine AS Build\nWORKDIR app\nBAD\nMAINTAINER me\n";
        let file = parse(source);
        let rules = |list: &[Diagnostic]| list.iter().map(|found| (found.rule, found.lines.first)).collect::<Vec<_>>();
        let options = Options::default();
        let all = [("StageNameCasing", 1), ("WorkdirRelativePath", 2), ("", 3), ("MaintainerDeprecated", 4)];
        assert_eq!(rules(&diagnostics(source, &file, &options)), all);
        let report = report(source, &file, &options);
        assert_eq!(rules(&report.warnings), all[..1]);
        assert_eq!(
            report.failure.unwrap().message,
            "dockerfile parse error on line 3: unknown instruction: BAD (did you mean ADD?)"
        );
    }

    #[test]
    fn a_fix_changes_the_word_and_nothing_else() {
        let source = "FROM alpine\nARG DIR=x\nCOPY a$DIRR b${DIRR} /\nCMD nginx -g off\n";
        let found = diagnostics(
            source,
            &parse(source),
            &Options { base_image: &|_| Some(BaseImage::default()), ..Options::default() },
        );
        let fixed: Vec<String> = found.iter().filter_map(|found| Some(found.fix.as_ref()?.apply(source))).collect();
        assert_eq!(fixed[0], source.replacen("$DIRR", "$DIR", 1));
        assert_eq!(fixed[1], source.replace("CMD nginx -g off", "CMD [\"nginx\", \"-g\", \"off\"]"));
    }
}
