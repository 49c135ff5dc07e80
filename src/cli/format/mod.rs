//! Listings: rows of named cells printed by a Go template, as a table with headings, as JSON or as the user likes. The
//! default tables are templates over the same rows.

pub(crate) mod build_cache;
pub(crate) mod container;
pub(crate) mod context;
pub(crate) mod diff;
pub(crate) mod disk_usage;
pub(crate) mod event;
pub(crate) mod history;
pub(crate) mod image;
pub(crate) mod inspect;
pub(crate) mod network;
pub(crate) mod ports;
pub(crate) mod search;
mod shapes;
pub(crate) mod stats;
pub(crate) mod text;
pub(crate) mod typed;
pub(crate) mod volume;

use std::cell::Cell;
use std::rc::Rc;

use indexmap::IndexMap;

use crate::base::columns::Columns;
use crate::base::json;
use crate::base::order;
use crate::gotemplate::{Object, Options, Template, Value};

use super::failure::{Failure, Outcome};

/// What `--format json` stands for.
pub(crate) const JSON: &str = "{{json .}}";
/// What `--quiet` prints in most listings.
pub(crate) const QUIET: &str = "{{.ID}}";

/// Headings by cell.
pub(crate) type Headings = &'static [(&'static str, &'static str)];

/// One object of a listing, as templates see it: docker's formatter contexts, whose cells are methods.
pub(crate) struct Row {
    /// The Go type that error messages name.
    pub(crate) type_name: &'static str,
    /// The cells by name.
    pub(crate) cells: Vec<(&'static str, Value)>,
    /// Cells that read otherwise in JSON.
    pub(crate) json_cells: Vec<(&'static str, Value)>,
    /// The labels that `.Label "x"` looks up, where rows have labels.
    pub(crate) labels: Option<IndexMap<String, String>>,
    /// Is set when the cell `Size` is looked at.
    pub(crate) size_used: Option<Rc<Cell<bool>>>,
}

impl Row {
    /// A row without labels.
    pub(crate) fn new(type_name: &'static str, cells: Vec<(&'static str, Value)>) -> Self {
        Self { type_name, cells, json_cells: Vec::new(), labels: None, size_used: None }
    }

    fn look(&self, name: &str) {
        if let Some(used) = self.size_used.as_ref().filter(|_| name == "Size") {
            used.set(true);
        }
    }
}

impl Object for Row {
    fn type_name(&self) -> &str {
        self.type_name
    }

    fn field(&self, name: &str) -> Option<Value> {
        self.look(name);
        self.cells.iter().find(|(known, _)| *known == name).map(|(_, value)| value.clone())
    }

    fn parameters(&self, name: &str) -> Option<usize> {
        (name == "Label" && self.labels.is_some()).then_some(1)
    }

    fn call(&self, name: &str, arguments: &[Rc<str>]) -> Result<Value, String> {
        match (name, &self.labels, arguments) {
            ("Label", Some(labels), [label]) => Ok(labels.get(&**label).map_or("", String::as_str).into()),
            _ => Err(format!("{name} cannot be called")),
        }
    }

    /// Go marshals the cells as a map: sorted by name and escaped for HTML.
    fn json(&self) -> String {
        self.look("Size");
        let own = |name: &str| self.json_cells.iter().find(|(known, _)| *known == name);
        let mut cells: Vec<_> = self.cells.iter().map(|cell| own(cell.0).unwrap_or(cell)).collect();
        order::sort_by_key(&mut cells, |(name, _)| *name);
        let mut out = String::from("{");
        for (at, (name, value)) in cells.into_iter().enumerate() {
            out.push_str(if at > 0 { "," } else { "" });
            json::write_string(&mut out, name, true);
            out.push(':');
            match value {
                Value::Text(text) => json::write_string(&mut out, text, true),
                other => out.push_str(&other.to_json()),
            }
        }
        out.push('}');
        out
    }
}

/// The headings as a template sees them: a map, so that an unknown name is no error.
struct Header(Headings);

impl Object for Header {
    fn type_name(&self) -> &'static str {
        "formatter.SubHeaderContext"
    }

    fn field(&self, name: &str) -> Option<Value> {
        Some(self.0.iter().find(|(cell, _)| *cell == name).map_or(Value::Nil, |(_, heading)| (*heading).into()))
    }

    fn parameters(&self, name: &str) -> Option<usize> {
        (name == "Label").then_some(1)
    }

    /// The heading of a label is the last part of its name.
    fn call(&self, _: &str, arguments: &[Rc<str>]) -> Result<Value, String> {
        let name = arguments.first().map_or("", |name| name.rsplit('.').next().unwrap_or_default());
        Ok(name.replace(['-', '_'], " ").into())
    }
}

/// A template and whether it makes a table.
pub(crate) struct Format {
    template: Template,
    table: bool,
}

impl Format {
    /// Reads `table`, `table TEMPLATE`, `json` or a template. The error is docker's message.
    pub(crate) fn parse(text: &str) -> Outcome<Self> {
        let table = text.starts_with("table");
        let body = match text {
            "json" => JSON,
            _ if table => &text["table".len()..],
            _ => text,
        };
        let body = body.trim_matches(' ').replace("\\t", "\t").replace("\\n", "\n");
        let template = Template::parse("", &body).map_err(|why| format!("template parsing error: {why}"))?;
        Ok(Self { template, table })
    }

    /// Prints one object with a newline.
    pub(crate) fn line(&self, data: &Value, out: &mut String) -> Outcome {
        self.template
            .execute(data, Options::default(), out)
            .map_err(|why| Failure::from(format!("template parsing error: {why}")))?;
        out.push('\n');
        Ok(())
    }

    /// Puts the headings above the printed rows and lines everything up, if it is a table.
    pub(crate) fn finish(&self, headings: Headings, body: String) -> String {
        if !self.table {
            return body;
        }
        let mut out = String::new();
        let options = Options { header: true, ..Options::default() };
        // An error in the headings is one in the rows as well, and was told there.
        let _ = self.template.execute(&Value::object(Header(headings)), options, &mut out);
        out.push('\n');
        Columns::TABLE.align(&(out + &body))
    }
}

/// Prints a listing. The error is docker's message, with nothing printed.
pub(crate) fn write(format: &str, headings: Headings, rows: Vec<Row>) -> Outcome<String> {
    let format = Format::parse(format)?;
    let mut body = String::new();
    for row in rows {
        format.line(&Value::object(row), &mut body)?;
    }
    Ok(format.finish(headings, body))
}
