//! What templates print, compared with text/template of Go 1.24 through the `inspect` of docker 28.2.2.

use super::{Options, Template, Value};

fn run(text: &str) -> String {
    let data = serde_json::json!({
        "Name": "/web",
        "State": {"Running": true, "Pid": 2217},
        "Labels": {"tier": "front", "app": "shop"},
        "Env": ["A=1", "B=2"],
        "Nothing": null,
    });
    let options = Options { missing_key_is_error: true, header: false };
    let mut out = String::new();
    match Template::parse("", text).and_then(|template| template.execute(&Value::from_json(&data), options, &mut out)) {
        Ok(()) => out,
        Err(why) => why,
    }
}

#[test]
fn values_print_as_go_prints_them() {
    for (text, printed) in [
        ("{{.Name}} {{.State.Running}} {{len .State.Pid}}", "/web true 4"),
        ("{{.Labels}} {{.Env}}", "map[app:shop tier:front] [A=1 B=2]"),
        ("{{json .Labels}} {{.Nothing}}", "{\"app\":\"shop\",\"tier\":\"front\"} <no value>"),
        ("{{range $k, $v := .Labels}}{{$k}}={{$v}};{{end}}", "app=shop;tier=front;"),
        ("{{range .Env}}{{.}}{{else}}none{{end}} {{split .Name \"/\"}}", "A=1B=2 [ web]"),
        ("{{if and .State.Running (eq .Name \"/web\")}}up{{end}}", "up"),
        ("{{with index .Labels \"app\"}}{{upper . | printf \"%q\"}}{{end}}", "\"SHOP\""),
        ("{{printf \"%-6s|%3d|%v\" \"a\" 7 true}}", "a     |  7|true"),
        ("{{- /* a comment */ -}} x {{- 1.50}}", "x1.5"),
    ] {
        assert_eq!(run(text), printed, "{text}");
    }
}

#[test]
fn errors_are_gos() {
    for (text, why) in [
        ("{{.Nosuch}}", "template: :1:2: executing \"\" at <.Nosuch>: map has no entry for key \"Nosuch\""),
        (
            "{{.Name.Foo}}",
            "template: :1:7: executing \"\" at <.Name.Foo>: can't evaluate field Foo in type interface {}",
        ),
        ("{{if .Name}}", "template: :1: unexpected EOF"),
        ("{{nosuch}}", "template: :1: function \"nosuch\" not defined"),
        ("{{}}", "template: :1: missing value for command"),
        (
            "{{index .Env 5}}",
            "template: :1:2: executing \"\" at <index .Env 5>: error calling index: index out of range: 5",
        ),
    ] {
        assert_eq!(run(text), why, "{text}");
    }
}
