//! What text/template of Go 1.24 makes of some six hundred templates, recorded with `docker inspect -f` of the 28.2.2
//! client. The first line of the file is the object that they were given, as JSON. Left out are the three things that
//! Drydock's templates do not know: imaginary numbers, hexadecimal floats, and `%x` of a float.

use drydock::gotemplate::{Options, Template, Value};
use serde_json::Value as Json;

#[test]
fn templates_are_gos() {
    let mut lines =
        include_str!("templates.jsonl").lines().map(|line| serde_json::from_str::<Json>(line).unwrap_or_default());
    let data = Value::from_json(&lines.next().unwrap_or_default());
    let options = Options { missing_key_is_error: true, header: false };
    let (mut count, mut wrong) = (0, Vec::new());
    for case in lines {
        let text = case["template"].as_str().unwrap_or("");
        let mut out = String::new();
        let outcome = Template::parse("", text).and_then(|template| template.execute(&data, options, &mut out));
        let (field, got) = match outcome {
            Ok(()) => ("prints", out),
            Err(message) => ("error", message),
        };
        count += 1;
        if case[field] != got {
            wrong.push(format!("{case}\n    gave {field} {got:?}"));
        }
    }
    println!("templates: {} of {count}", count - wrong.len());
    assert!(count > 600 && wrong.is_empty(), "{}", wrong.join("\n"));
}
