//! `# check=skip=RULE,...;experimental=RULE,...;error=true`: which checks a file asks for.

use super::directives::find_directive;
use super::instructions::device::parse_bool;

/// A choice of checks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CheckOptions {
    /// No checks but the experimental ones asked for.
    pub skip_all: bool,
    /// Checks left out.
    pub skip: Vec<String>,
    /// Every experimental check.
    pub experimental_all: bool,
    /// Experimental checks asked for.
    pub experimental: Vec<String>,
    /// A warning stops the build.
    pub error: bool,
}

impl CheckOptions {
    /// Reads the text after `check=`. The errors are BuildKit's.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut options = Self::default();
        let text = text.trim();
        if text.is_empty() {
            return Ok(options);
        }
        for part in text.splitn(3, ';') {
            let Some((key, value)) = part.split_once('=') else {
                return Err(format!("invalid check option {}", crate::base::quote::quote(part)));
            };
            let value = value.trim();
            let names = || value.split(',').map(|name| name.trim().to_owned()).collect();
            match key.trim() {
                "skip" if value == "all" => options.skip_all = true,
                "skip" => options.skip = names(),
                "experimental" if value == "all" => options.experimental_all = true,
                "experimental" => options.experimental = names(),
                "error" => {
                    options.error = parse_bool(value).ok_or_else(|| {
                        let [part, value] = [part, value].map(crate::base::quote::quote);
                        format!(
                            "failed to parse check option {part}: strconv.ParseBool: parsing {value}: invalid syntax"
                        )
                    })?;
                }
                key => return Err(format!("invalid check option {}", crate::base::quote::quote(key))),
            }
        }
        Ok(options)
    }

    /// What a file says at its top.
    pub fn of_file(source: &str) -> Result<Self, String> {
        let found = find_directive("check", source).map(|found| found.reference).unwrap_or_default();
        Self::parse(&found).map_err(|error| format!("failed to parse check options: {error}"))
    }

    /// With what the comments above an instruction add; `error` counts only at the top of the file.
    pub fn with_comments(&self, comments: &[String]) -> Self {
        let mut merged = self.clone();
        let text = comments.iter().find_map(|comment| {
            let (name, value) = comment.trim_start().split_once('=')?;
            name.trim_end().eq_ignore_ascii_case("check").then(|| value.trim().split(' ').next().unwrap_or_default())
        });
        let Some(Ok(added)) = text.map(Self::parse) else { return merged };
        merged.skip_all |= added.skip_all;
        merged.skip.extend(added.skip);
        merged.experimental_all |= added.experimental_all;
        merged.experimental.extend(added.experimental);
        merged
    }

    /// Whether a check is to be made.
    pub fn wants(&self, rule: &str, experimental: bool) -> bool {
        let named = |names: &[String]| names.iter().any(|name| name == rule);
        if experimental {
            self.experimental_all || named(&self.experimental)
        } else {
            !self.skip_all && !named(&self.skip)
        }
    }
}
