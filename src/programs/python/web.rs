//! Flask, FastAPI and `http.server` as programs use them: routes, the request, answers. Serving itself is in `serve`.

use std::rc::Rc;

use super::builtins::Done;
use super::json::{self, Style};
use super::show;
use super::thread::Thread;
use super::value::{Args, Flow, Native, Object, Run, Seen, Value};
use crate::programs::http::url;

/// Who serves.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Server {
    /// Flask's own.
    Werkzeug,
    Uvicorn,
    Gunicorn,
    /// `http.server`
    Plain,
}

/// What is to be served.
pub(super) struct Serving {
    pub(super) server: Server,
    /// The application, or the class of handlers.
    pub(super) app: Value,
    pub(super) host: String,
    pub(super) port: u16,
    pub(super) debug: bool,
    /// What Flask calls the application: `app`.
    pub(super) name: String,
}

/// A request to another server.
pub(super) struct Fetch {
    pub(super) method: String,
    pub(super) url: String,
    pub(super) body: Vec<u8>,
    pub(super) headers: Vec<(String, String)>,
}

/// A text for HTML.
pub(super) fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&#34;").replace('\'', "&#39;")
}

/// Names and values of a query or a form.
fn pairs(text: &str) -> Value {
    let decode = |part: &str| Value::str(url::decode(&part.replace('+', " ")));
    let parts = text.split('&').filter(|part| !part.is_empty());
    Value::dict(parts.map(|part| {
        let (name, value) = part.split_once('=').unwrap_or((part, ""));
        (decode(name), decode(value))
    }))
}

/// An attribute of Flask's `request`.
pub(super) fn request_attr(thread: &Thread, name: &str) -> Option<Value> {
    let seen = thread.request.as_ref()?;
    let query = seen.target.split_once('?').map_or("", |(_, query)| query);
    let kind = seen.header("content-type").unwrap_or_default();
    let body = String::from_utf8_lossy(&seen.body);
    Some(match name {
        "method" => Value::str(&seen.method),
        "path" => Value::str(seen.path()),
        "full_path" => Value::str(&seen.target),
        "args" | "values" => pairs(query),
        "form" => pairs(if kind.starts_with("application/x-www-form-urlencoded") { &body } else { "" }),
        "data" => Value::Bytes(seen.body.as_slice().into()),
        "json" => json::load(thread, &body).ok()?,
        "is_json" => Value::Bool(kind.starts_with("application/json")),
        "headers" => Value::dict(seen.headers.iter().map(|(name, value)| (Value::str(name), Value::str(value)))),
        "remote_addr" => Value::str(&seen.peer),
        "host" => Value::str(seen.header("host").unwrap_or_default()),
        "url" => Value::str(format!("http://{}{}", seen.header("host").unwrap_or_default(), seen.target)),
        "host_url" | "url_root" | "base_url" => {
            Value::str(format!("http://{}/", seen.header("host").unwrap_or_default()))
        }
        "get_json" | "get_data" => Value::builtin(&format!("flask.request.{name}")),
        _ => return None,
    })
}

/// Whether an object of ours has a method.
pub(super) fn has_method(object: &Object, name: &str) -> bool {
    if object.class.is("http.server.BaseHTTPRequestHandler") {
        return ["send_response", "send_header", "end_headers", "send_error", "log_message"].contains(&name);
    }
    let names: &[&str] = match &*object.class.name {
        "Flask" => &[
            "route",
            "get",
            "post",
            "put",
            "delete",
            "run",
            "add_url_rule",
            "errorhandler",
            "before_request",
            "after_request",
        ],
        "FastAPI" => &["get", "post", "put", "delete", "patch", "middleware", "add_middleware", "on_event"],
        "HTTPServer" => &["serve_forever", "server_close", "shutdown", "__enter__", "__exit__"],
        "wfile" => &["write", "flush"],
        "Response" => &["set_cookie", "get_json"],
        "requests.Response" => &["json", "raise_for_status"],
        "Redis" => &[
            "get", "set", "incr", "decr", "ping", "delete", "exists", "keys", "expire", "ttl", "lpush", "rpush",
            "lrange", "llen", "hset", "hget", "hgetall", "flushall", "incrby", "setex", "lpop", "rpop",
        ],
        _ => &[],
    };
    names.contains(&name)
}

/// Calls a function of one of these packages.
#[expect(clippy::too_many_lines, reason = "one arm for each name, which is the table of them")]
pub(super) fn call(thread: &mut Thread, name: &str, args: Args) -> Run<Done> {
    let first = args.list.first().cloned().unwrap_or_default();
    Ok(Done::Value(match name {
        "flask.Flask" => {
            let attrs = vec![
                ("name", first),
                ("config", Value::dict([])),
                ("debug", Value::Bool(false)),
                ("secret_key", Value::None),
            ];
            Value::native("Flask", attrs, Native::Routes(Vec::new()))
        }
        "fastapi.FastAPI" => Value::native("FastAPI", Vec::new(), Native::Routes(Vec::new())),
        "flask_cors.CORS" => Value::None,
        "flask.jsonify" => {
            let value = match (&first, args.list.len()) {
                (Value::None, 0) => Value::dict(args.named.into_iter().map(|(name, value)| (Value::Str(name), value))),
                (_, 1) => first,
                _ => Value::list(args.list),
            };
            let text = json::dump(thread, &value, &Style { sorted: true, ascii: true, ..Style::COMPACT })? + "\n";
            response(Value::str(text), 200, "application/json")
        }
        "flask.Response" | "flask.make_response" => {
            let status = args.int(1, "status").and_then(|status| u16::try_from(status).ok()).unwrap_or(200);
            let kind = args.get(3, "mimetype").or_else(|| args.get(4, "content_type"));
            let body = args.get(0, "response").unwrap_or(first);
            if let Value::Object(object) = &body
                && &*object.class.name == "Response"
            {
                return Ok(Done::Value(body));
            }
            response(
                body,
                status,
                &kind.map_or_else(|| "text/html; charset=utf-8".to_owned(), |kind| show::text(&kind)),
            )
        }
        "flask.redirect" => {
            let place = show::text(&first);
            let body = format!(
                "<!doctype html>\n<html lang=en>\n<title>Redirecting...</title>\n<h1>Redirecting...</h1>\n<p>You should be redirected automatically to \
                 the target URL: <a href=\"{0}\">{0}</a>. If not, click the link.\n",
                escape(&place)
            );
            let made = response(
                Value::str(body),
                args.int(1, "code").map_or(302, |code| code as u16),
                "text/html; charset=utf-8",
            );
            if let Some(headers) = thread.find_attr(&made, "headers") {
                thread.set_index(&headers, Value::str("Location"), Some(Value::str(place)))?;
            }
            made
        }
        "flask.abort" => return Err(Flow::Missing(format!("\u{1}{}", first.int().unwrap_or(500)))),
        "flask.render_template" => {
            let file = format!("{}/templates/{}", thread.shared.folder, show::text(&first));
            let Ok(text) = thread.shared.process.read_text(&file) else {
                return Err(thread
                    .raise("RuntimeError", &format!("jinja2.exceptions.TemplateNotFound: {}", show::text(&first))));
            };
            Value::str(render(thread, &text, &args)?)
        }
        "flask.render_template_string" => Value::str(render(thread, &show::text(&first), &args)?),
        "flask.request.get_json" => match request_attr(thread, "json") {
            Some(value) => value,
            None if args.named.iter().any(|(name, value)| matches!(&**name, "silent" | "force") && value.truth()) => {
                Value::None
            }
            None => return Err(Flow::Missing("\u{1}400".to_owned())),
        },
        "flask.request.get_data" => request_attr(thread, "data").unwrap_or_default(),
        "http.server.HTTPServer" | "http.server.ThreadingHTTPServer" => {
            let address = thread.items(&first)?;
            let handler = args.list.get(1).cloned().unwrap_or_default();
            let attrs = vec![
                ("host", address.first().cloned().unwrap_or_default()),
                ("port", address.get(1).cloned().unwrap_or_default()),
                ("handler", handler),
            ];
            Value::native("HTTPServer", attrs, Native::Nothing)
        }
        "uvicorn.run" => {
            let host = args.text(1, "host").unwrap_or_else(|| Rc::from("127.0.0.1"));
            let port = args.int(2, "port").and_then(|port| u16::try_from(port).ok()).unwrap_or(8000);
            if let Value::Str(name) = &first {
                return Err(Flow::Missing(format!(
                    "uvicorn.run with the name {name} is not modelled: give it the application"
                )));
            }
            let serving = Serving {
                server: Server::Uvicorn,
                app: first,
                host: host.to_string(),
                port,
                debug: false,
                name: String::new(),
            };
            return Ok(Done::Serve(Box::new(serving)));
        }
        "redis.Redis" | "redis.StrictRedis" => {
            let host = args.get(0, "host").unwrap_or_else(|| Value::str("localhost"));
            let port = args.get(1, "port").unwrap_or(Value::Int(6379));
            let port = if let Value::Str(text) = &port { Value::Int(text.parse().unwrap_or(6379)) } else { port };
            let decode = args.named.iter().any(|(name, value)| &**name == "decode_responses" && value.truth());
            Value::native(
                "Redis",
                vec![("host", host), ("port", port), ("decode", Value::Bool(decode))],
                Native::Nothing,
            )
        }
        "requests.get" | "requests.post" | "requests.put" | "requests.delete" => {
            let named =
                |name: &str| args.named.iter().find(|(known, _)| &**known == name).map(|(_, value)| value.clone());
            let (mut body, mut headers) = (Vec::new(), Vec::new());
            if let Some(value) = named("json") {
                body = json::dump(thread, &value, &Style::PLAIN)?.into_bytes();
                headers.push(("Content-Type".to_owned(), "application/json".to_owned()));
            } else if let Some(value) = named("data") {
                body = show::text(&value).into_bytes();
            }
            if let Some(Value::Dict(more)) = named("headers") {
                headers.extend(more.borrow().values().map(|(name, value)| (show::text(name), show::text(value))));
            }
            let method = name[9..].to_ascii_uppercase();
            return Ok(Done::Fetch(Box::new(Fetch { method, url: show::text(&first), body, headers })));
        }
        other => return Err(Flow::Missing(format!("{other} is not modelled"))),
    }))
}

/// An answer.
pub(super) fn response(body: Value, status: u16, kind: &str) -> Value {
    let attrs = vec![
        ("data", body),
        ("status_code", Value::Int(i64::from(status))),
        ("mimetype", Value::str(kind)),
        ("headers", Value::dict([])),
    ];
    Value::native("Response", attrs, Native::Nothing)
}

/// A template with its `{{ names }}` filled in.
fn render(thread: &Thread, text: &str, args: &Args) -> Run<String> {
    if text.contains("{%") {
        return Err(Flow::Missing("templates with {% ... %} are not modelled".to_owned()));
    }
    let (mut out, mut rest) = (String::new(), text);
    while let Some((before, after)) = rest.split_once("{{") {
        out.push_str(before);
        let (name, after) = after.split_once("}}").unwrap_or((after, ""));
        rest = after;
        let mut path = name.trim().split('.');
        let first = path.next().unwrap_or_default();
        if first.contains(['(', '[', '|', '"', '\'', ' ']) {
            return Err(Flow::Missing(format!("{{{{{name}}}}} in a template is not modelled: only names are")));
        }
        let found = args.named.iter().find(|(known, _)| &**known == first).map(|(_, value)| value.clone());
        let value = path.fold(found, |value, part| {
            let value = value?;
            thread.index(&value, &Value::str(part)).ok().or_else(|| thread.find_attr(&value, part))
        });
        out.push_str(&value.map_or_else(String::new, |value| escape(&show::text(&value))));
    }
    Ok(out + rest)
}

/// Calls a method of an object of ours.
#[expect(clippy::too_many_lines, reason = "one arm for each name, which is the table of them")]
pub(super) fn call_method(thread: &mut Thread, of: &Value, name: &str, args: Args) -> Run<Done> {
    let first = args.list.first().cloned().unwrap_or_default();
    // What a decorator for a route gives: application, path and methods.
    if let Value::Tuple(parts) = of {
        if let ([Value::Object(app), path, methods], "register") = (parts.as_ref(), name) {
            let methods = thread.items(methods)?.iter().map(|method| show::text(method).to_ascii_uppercase()).collect();
            if let Native::Routes(routes) = &mut *app.native.borrow_mut() {
                routes.push((show::text(path), methods, first.clone()));
            }
        }
        return Ok(Done::Value(first));
    }
    let Value::Object(object) = of else { return Err(Flow::Missing(format!("{name} is not modelled"))) };
    let decorator = |path: Value, methods: Vec<Value>| {
        Value::method(Value::Tuple(Rc::from([of.clone(), path, Value::list(methods)])), "register")
    };
    let class = if object.class.is("http.server.BaseHTTPRequestHandler") { "handler" } else { &object.class.name };
    Ok(Done::Value(match (class, name) {
        ("Flask", "run") => {
            let host = args.text(0, "host").unwrap_or_else(|| Rc::from("127.0.0.1"));
            let port = args.get(1, "port").map_or(Some(5000), |port| show::text(&port).parse().ok()).unwrap_or(5000);
            let debug = args.get(2, "debug").or_else(|| object.get("debug")).is_some_and(|value| value.truth());
            let name = thread.frames.last().map_or_else(String::new, |frame| {
                crate::vfs::path::base_name(&frame.file).trim_end_matches(".py").to_owned()
            });
            let serving =
                Serving { server: Server::Werkzeug, app: of.clone(), host: host.to_string(), port, debug, name };
            return Ok(Done::Serve(Box::new(serving)));
        }
        ("Flask", "route") => {
            let methods = args.get(1, "methods").unwrap_or_else(|| Value::list(vec![Value::str("GET")]));
            decorator(first, thread.items(&methods)?)
        }
        ("Flask", "add_url_rule") => {
            let function = args.get(2, "view_func").unwrap_or_default();
            return call_method(
                thread,
                &Value::Tuple(Rc::from([of.clone(), first, Value::list(vec![Value::str("GET")])])),
                "register",
                Args::of(vec![function]),
            );
        }
        ("Flask", "errorhandler") => decorator(Value::str(format!("\u{0}{}", first.int().unwrap_or(500))), Vec::new()),
        ("Flask" | "FastAPI", "before_request" | "after_request" | "middleware" | "add_middleware" | "on_event") => {
            return Err(Flow::Missing(format!("{}.{name} is not modelled", object.class.name)));
        }
        ("Flask" | "FastAPI", method) => decorator(first, vec![Value::str(method)]),
        ("HTTPServer", "serve_forever") => {
            let port = object
                .get("port")
                .and_then(|port| port.int())
                .and_then(|port| u16::try_from(port).ok())
                .unwrap_or(8000);
            let host = object.get("host").map_or_else(String::new, |host| show::text(&host));
            let app = object.get("handler").unwrap_or_default();
            let serving = Serving { server: Server::Plain, app, host, port, debug: false, name: String::new() };
            return Ok(Done::Serve(Box::new(serving)));
        }
        ("HTTPServer", "__enter__") => of.clone(),
        ("handler", "send_response") => {
            object.set("\u{0}status", first);
            Value::None
        }
        ("handler", "send_error") => {
            object.set("\u{0}status", first.clone());
            if let Some(body) = object.get("\u{0}body") {
                let text = args.list.get(1).map_or_else(String::new, show::text);
                let page = format!(
                    "<h1>Error response</h1>\n<p>Error code: {}</p>\n<p>Message: {text}.</p>\n",
                    show::text(&first)
                );
                return Ok(Done::Call(
                    thread.attr(&body, "append")?,
                    Args::of(vec![Value::Bytes(page.bytes().collect())]),
                ));
            }
            Value::None
        }
        ("handler", "send_header") => {
            let pair = Value::Tuple(Rc::from([first, args.list.get(1).cloned().unwrap_or_default()]));
            let headers = object.get("\u{0}headers").unwrap_or_default();
            return Ok(Done::Call(thread.attr(&headers, "append")?, Args::of(vec![pair])));
        }
        ("wfile", "write") => {
            let body = object.get("body").unwrap_or_default();
            if !matches!(first, Value::Bytes(_)) {
                let text = format!("a bytes-like object is required, not '{}'", first.type_name());
                return Err(thread.raise("TypeError", &text));
            }
            return Ok(Done::Call(thread.attr(&body, "append")?, Args::of(vec![first])));
        }
        ("requests.Response", "json") => {
            json::load(thread, &object.get("text").map_or_else(String::new, |text| show::text(&text)))?
        }
        ("requests.Response", _) => {
            let status = object.get("status_code").and_then(|status| status.int()).unwrap_or(200);
            if status >= 400 {
                return Err(thread.raise("requests.exceptions.RequestException", &format!("{status} Error")));
            }
            Value::None
        }
        ("Redis", command) => {
            let command = match command {
                "delete" => "del",
                other => other,
            };
            let mut words = vec![Value::str(command.to_ascii_uppercase())];
            words.extend(args.list);
            if let Some((_, Value::Int(seconds))) = args.named.iter().find(|(name, _)| &**name == "ex") {
                words.extend([Value::str("EX"), Value::Int(*seconds)]);
            }
            if words.len() == 1 && command == "keys" {
                words.push(Value::str("*"));
            }
            if matches!(command, "incr" | "decr") && words.len() == 3 {
                words[0] = Value::str(format!("{}BY", command.to_ascii_uppercase()));
            }
            if command == "lrange" && words.len() < 4 {
                return Err(thread.raise("TypeError", "lrange() needs a start and an end"));
            }
            words.push(object.get("decode").unwrap_or(Value::Bool(false)));
            let host = object.get("host").map_or_else(String::new, |host| show::text(&host));
            let port = object
                .get("port")
                .and_then(|port| port.int())
                .and_then(|port| u16::try_from(port).ok())
                .unwrap_or(6379);
            return Ok(Done::Redis(host, port, words));
        }
        _ => Value::None,
    }))
}

/// The values in a path where it fits a route's pattern.
pub(super) fn fits(pattern: &str, path: &str) -> Option<Vec<(String, Value)>> {
    let (mut found, mut pattern, mut path) = (Vec::new(), pattern, path);
    loop {
        let Some(open) = pattern.find(['<', '{']) else { return (pattern == path).then_some(found) };
        path = path.strip_prefix(&pattern[..open])?;
        let close = pattern.find(['>', '}'])?;
        let inside = &pattern[open + 1..close];
        let (kind, name) = if pattern[open..].starts_with('<') {
            inside.split_once(':').unwrap_or(("string", inside))
        } else {
            inside.split_once(':').map_or(("string", inside), |(name, kind)| (kind, name))
        };
        pattern = &pattern[close + 1..];
        let next = pattern.chars().next();
        let end = if kind == "path" {
            path.len() - pattern.len().min(path.len())
        } else {
            path.find(|c| c == '/' || Some(c) == next).unwrap_or(path.len())
        };
        let (text, rest) = path.split_at(end);
        let value = match kind {
            "int" => Value::Int(text.parse().ok()?),
            "float" => Value::Float(text.parse().ok()?),
            _ if text.is_empty() => return None,
            _ => Value::str(text),
        };
        found.push((name.to_owned(), value));
        path = rest;
    }
}

/// A request, as a handler's arguments: what its parameters name is taken from the query where the path has it not.
pub(super) fn from_query(thread: &Thread, seen: &Seen, function: &Value, given: &mut Vec<(Rc<str>, Value)>) {
    let Value::Function(function) = function else { return };
    let query = pairs(seen.target.split_once('?').map_or("", |(_, query)| query));
    for param in &function.def.params {
        if given.iter().any(|(name, _)| *name == param.name) {
            continue;
        }
        if let Ok(value) = thread.index(&query, &Value::Str(Rc::clone(&param.name))) {
            given.push((Rc::clone(&param.name), value));
        }
    }
}
