//! The lines of `docker events`.

use std::rc::Rc;

use crate::base::Time;
use crate::base::json;
use crate::base::order;
use crate::engine::api::Event;
use crate::gotemplate::{Object, Record, Value};

/// An event as a line: when, what, to which, and facts about it by name.
pub(crate) fn line(event: &Event) -> String {
    let mut facts: Vec<String> = event.actor.attributes.iter().map(|(name, value)| format!("{name}={value}")).collect();
    order::sort(&mut facts);
    let facts = if facts.is_empty() { String::new() } else { format!(" ({})", facts.join(", ")) };
    format!("{} {} {} {}{facts}\n", fixed(Time(event.time)), event.kind, event.action, event.actor.id)
}

/// A moment with all nine digits of its fraction.
pub(crate) fn fixed(time: Time) -> String {
    let seconds = Time::from_secs(time.secs()).rfc3339_nano();
    format!("{}.{:06}000Z", seconds.trim_end_matches('Z'), time.0 % 1_000_000)
}

/// An event as templates see it.
struct Message {
    record: Record,
    json: String,
}

impl Object for Message {
    fn type_name(&self) -> &str {
        self.record.type_name()
    }

    fn field(&self, name: &str) -> Option<Value> {
        self.record.field(name)
    }

    fn has_methods(&self) -> bool {
        false
    }

    fn fields(&self) -> Vec<(&'static str, Value)> {
        self.record.fields()
    }

    fn json(&self) -> String {
        self.json.clone()
    }
}

/// An event for a template. Its JSON holds the older names of the same facts too, as docker's does.
pub(crate) fn value(event: &Event) -> Value {
    let actor = &event.actor;
    let attributes = Value::string_map(actor.attributes.iter().map(|(name, value)| (name.as_str(), value.as_str())));
    let actor_record = Value::Object(Rc::new(Record {
        type_name: "events.Actor",
        fields: vec![("ID", "ID", actor.id.as_str().into()), ("Attributes", "Attributes", attributes)],
    }));
    let (seconds, nanos) = ((event.time / 1_000_000) as i64, (event.time * 1_000) as i64);
    let old = matches!(event.kind.as_str(), "container" | "image");
    let from = actor
        .attributes
        .get("image")
        .filter(|_| event.kind == "container")
        .or_else(|| actor.attributes.get("name").filter(|_| event.kind == "image"));
    let record = Record {
        type_name: "*events.Message",
        fields: vec![
            ("Status", "status", if old { event.action.as_str().into() } else { "".into() }),
            ("ID", "id", if old { actor.id.as_str().into() } else { "".into() }),
            ("From", "from", from.map_or("", String::as_str).into()),
            ("Type", "Type", event.kind.as_str().into()),
            ("Action", "Action", event.action.as_str().into()),
            ("Actor", "Actor", actor_record),
            ("Scope", "scope", event.scope.as_str().into()),
            ("Time", "time", Value::Int(seconds, "int64")),
            ("TimeNano", "timeNano", Value::Int(nanos, "int64")),
        ],
    };
    let json = shown_json(&record);
    Value::Object(Rc::new(Message { record, json }))
}

/// The JSON of a message: empty texts are left out, but for the type, the action and the actor.
fn shown_json(record: &Record) -> String {
    let mut out = String::from("{");
    for (go, name, value) in &record.fields {
        let empty = value.as_text().is_some_and(|text| text.is_empty());
        if empty && !matches!(*go, "Type" | "Action") {
            continue;
        }
        out.push_str(if out.len() > 1 { "," } else { "" });
        json::write_string(&mut out, name, false);
        out.push(':');
        out.push_str(&value.to_json());
    }
    out.push('}');
    out
}
