//! `npm ls`, `npm view`, `npm outdated`: what is installed and what there is.

use std::collections::BTreeMap;

use super::Npm;
use super::registry::Registry;
use super::tree::Tree;
use crate::base::order;
use crate::vfs::path;

impl Npm {
    pub(super) fn list(&mut self) {
        let empty = Registry::parse(b"{}");
        if self.flags.global {
            return self.list_global();
        }
        let file = path::join(&self.prefix, "package.json");
        let manifest = if self.tool.process.exists(&file) { self.manifest() } else { None };
        let label = manifest.as_ref().map(super::manifest::Manifest::label).unwrap_or_default();
        let blank = if label.is_empty() { "" } else { " " };
        self.tool.line(&format!("{label}{blank}{}", self.prefix));
        let tree = self.installed(&empty);
        let needs = manifest.map(|manifest| manifest.needs()).unwrap_or_default();
        let omit = self.flags.omit_dev;
        let mut wanted: BTreeMap<String, String> = needs.prod.into_iter().collect();
        wanted.extend(needs.dev.into_iter().filter(|_| !omit));
        let depth = if self.flags.all { usize::MAX } else { self.flags.depth.unwrap_or(0) };
        let mut missing = Vec::new();
        let mut lines: Vec<(String, String)> = Vec::new();
        for (name, range) in &wanted {
            let place = format!("node_modules/{name}");
            if let Some(placed) = tree.get(&place) {
                lines.push((format!("{name}@{}", placed.release.version), place));
            } else {
                lines.push((format!("UNMET DEPENDENCY {name}@{range}"), String::new()));
                missing.push(format!("missing: {name}@{range}, required by {label}"));
            }
        }
        if lines.is_empty() {
            self.tool.line("└── (empty)");
        }
        let mut printed = Vec::new();
        self.branches(&tree, &lines, "", depth, &mut printed);
        self.tool.line("");
        if !missing.is_empty() {
            self.fail(&format!("code ELSPROBLEMS\n{}", missing.join("\n")), 1);
        }
    }

    fn list_global(&mut self) {
        let root = "/usr/local/lib";
        self.tool.line(root);
        let modules = format!("{root}/node_modules");
        let mut found = Vec::new();
        for name in self.tool.process.read_dir(&modules).unwrap_or_default() {
            let text = self.tool.process.read_text(&format!("{modules}/{name}/package.json")).unwrap_or_default();
            let value: serde_json::Value = serde_json::from_str(&text).unwrap_or_default();
            if let Some(version) = value.get("version").and_then(serde_json::Value::as_str) {
                found.push((format!("{name}@{version}"), String::new()));
            }
        }
        if found.is_empty() {
            self.tool.line("└── (empty)");
        }
        self.branches(&Tree::new(), &found, "", 0, &mut Vec::new());
        self.tool.line("");
    }

    fn branches(
        &mut self,
        tree: &Tree,
        lines: &[(String, String)],
        indent: &str,
        depth: usize,
        printed: &mut Vec<String>,
    ) {
        for (at, (text, place)) in lines.iter().enumerate() {
            let last = at + 1 == lines.len();
            let below: Vec<(String, String)> = match tree.get(place).filter(|_| depth > 0 && !printed.contains(place)) {
                None => Vec::new(),
                Some(placed) => {
                    let mut names: Vec<&String> = placed.release.dependencies.keys().collect();
                    order::sort(&mut names);
                    let find = |name: &&String| {
                        let nested = format!("{place}/node_modules/{name}");
                        let top = format!("node_modules/{name}");
                        let key = if tree.contains_key(&nested) { nested } else { top };
                        tree.get(&key).map(|child| (format!("{name}@{}", child.release.version), key))
                    };
                    names.iter().filter_map(find).collect()
                }
            };
            let again = depth > 0 && printed.contains(place);
            printed.push(place.clone());
            let fork = match (last, below.is_empty()) {
                (true, true) => "└── ",
                (true, false) => "└─┬ ",
                (false, true) => "├── ",
                (false, false) => "├─┬ ",
            };
            let note = if again && !place.is_empty() { " deduped" } else { "" };
            self.tool.line(&format!("{indent}{fork}{text}{note}"));
            let next = format!("{indent}{}", if last { "  " } else { "│ " });
            self.branches(tree, &below, &next, depth.saturating_sub(1), printed);
        }
    }

    pub(super) async fn view(&mut self) {
        let registry = self.registry().await;
        let Some(spec) = self.words.first().cloned() else { return self.usage() };
        let (name, wanted) =
            spec.rfind('@').filter(|at| *at > 0).map_or((spec.as_str(), "latest"), |at| (&spec[..at], &spec[at + 1..]));
        let Ok(release) = registry.choose(name, wanted) else {
            self.tool.err(&format!("drydock: the simulated npm registry has no package {spec}\n"));
            self.tool.status = 1;
            return;
        };
        match self.words.get(1).map(String::as_str) {
            Some("version") => self.tool.line(&release.version),
            Some("versions") => {
                let mut all: Vec<String> =
                    registry.versions(name).iter().map(|one| format!("'{}'", one.version)).collect();
                all.reverse();
                self.tool.line(&format!("[ {} ]", all.join(", ")));
            }
            Some("license") => self.tool.line(&release.license),
            Some("dependencies") => {
                let lines: Vec<String> =
                    release.dependencies.iter().map(|(name, range)| format!("  '{name}': '{range}'")).collect();
                self.tool.line(&format!("{{\n{}\n}}", lines.join(",\n")));
            }
            Some(_) => {}
            None => {
                let (count, versions) = (release.dependencies.len(), registry.versions(name).len());
                let count = if count == 0 { "none".to_owned() } else { count.to_string() };
                self.tool.line(&format!(
                    "\n{name}@{} | {} | deps: {count} | versions: {versions}",
                    release.version, release.license
                ));
                self.tool.line(&format!("\ndist-tags:\nlatest: {}", registry.versions(name)[0].version));
            }
        }
    }

    pub(super) async fn outdated(&mut self) {
        let Some(manifest) = self.manifest() else { return };
        let registry = self.registry().await;
        let tree = self.installed(&registry);
        let needs = manifest.needs();
        let mut rows = Vec::new();
        for (name, range) in needs.prod.iter().chain(&needs.dev) {
            let Some(newest) = registry.versions(name).first() else { continue };
            let current = tree.get(&format!("node_modules/{name}")).map_or("MISSING", |placed| &placed.release.version);
            let wanted =
                registry.choose(name, range).map_or_else(|_| newest.version.clone(), |release| release.version.clone());
            if current != newest.version {
                let place = path::base_name(&self.prefix).to_owned();
                rows.push([
                    name.clone(),
                    current.to_owned(),
                    wanted,
                    newest.version.clone(),
                    format!("node_modules/{name}"),
                    place,
                ]);
            }
        }
        if rows.is_empty() {
            return;
        }
        rows.insert(0, ["Package", "Current", "Wanted", "Latest", "Location", "Depended by"].map(str::to_owned));
        let width = |column: usize| rows.iter().map(|row| row[column].len()).max().unwrap_or(0);
        let widths: Vec<usize> = (0..6).map(width).collect();
        for row in &rows {
            let mut line = String::new();
            for (column, cell) in row.iter().enumerate() {
                let right = (1..4).contains(&column);
                let width = if column == 5 { 0 } else { widths[column] };
                crate::programs::kit::text::pad(&mut line, cell, width, right);
                line.push_str(if column == 5 { "" } else { "  " });
            }
            self.tool.line(&line);
        }
        self.tool.status = 1;
    }
}
