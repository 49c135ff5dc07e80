//! Modules of ours: parts of the standard library, by name. What a module has beyond that is said to be missing.

use std::rc::Rc;

use super::builtins::Done;
use super::json::{self, Style};
use super::show;
use super::thread::Thread;
use super::value::{Args, Flow, Native, Object, Run, Value};
use super::web;
use crate::base::{Digest, Time};
use crate::programs::kit::dates;
use crate::vfs::path;

/// Modules of the standard library that have something here.
const STANDARD: &[&str] = &[
    "__future__",
    "datetime",
    "hashlib",
    "html",
    "http",
    "http.server",
    "json",
    "logging",
    "math",
    "os",
    "os.path",
    "platform",
    "random",
    "socket",
    "string",
    "sys",
    "time",
    "typing",
    "uuid",
];
/// Others that are not modelled.
const UNKNOWN: &[&str] = &[
    "abc",
    "argparse",
    "asyncio",
    "base64",
    "collections",
    "configparser",
    "contextlib",
    "copy",
    "csv",
    "dataclasses",
    "decimal",
    "enum",
    "functools",
    "glob",
    "io",
    "itertools",
    "multiprocessing",
    "operator",
    "pathlib",
    "pickle",
    "queue",
    "re",
    "secrets",
    "shutil",
    "signal",
    "smtplib",
    "socketserver",
    "sqlite3",
    "statistics",
    "subprocess",
    "tempfile",
    "threading",
    "traceback",
    "unittest",
    "urllib",
    "urllib.request",
    "xml",
    "zipfile",
];
/// Packages of the index that have something here, with their distribution's name.
const PACKAGES: &[(&str, &str)] = &[
    ("dotenv", "python_dotenv"),
    ("fastapi", "fastapi"),
    ("flask", "flask"),
    ("flask_cors", "flask_cors"),
    ("redis", "redis"),
    ("requests", "requests"),
    ("uvicorn", "uvicorn"),
];

/// Functions by their full names.
const FUNCTIONS: &[&str] = &[
    "datetime.date",
    "datetime.datetime",
    "datetime.timedelta",
    "dotenv.load_dotenv",
    "fastapi.FastAPI",
    "flask.Flask",
    "flask.Response",
    "flask.abort",
    "flask.jsonify",
    "flask.make_response",
    "flask.redirect",
    "flask.render_template",
    "flask.render_template_string",
    "flask_cors.CORS",
    "hashlib.sha256",
    "html.escape",
    "http.server.BaseHTTPRequestHandler",
    "http.server.HTTPServer",
    "http.server.ThreadingHTTPServer",
    "json.dump",
    "json.dumps",
    "json.load",
    "json.loads",
    "logging.basicConfig",
    "logging.critical",
    "logging.debug",
    "logging.error",
    "logging.exception",
    "logging.getLogger",
    "logging.info",
    "logging.warning",
    "math.ceil",
    "math.factorial",
    "math.floor",
    "math.sqrt",
    "os.getcwd",
    "os.getenv",
    "os.getpid",
    "os.getuid",
    "os.listdir",
    "os.makedirs",
    "os.mkdir",
    "os.path.abspath",
    "os.path.basename",
    "os.path.dirname",
    "os.path.exists",
    "os.path.getsize",
    "os.path.isdir",
    "os.path.isfile",
    "os.path.join",
    "os.remove",
    "os.rename",
    "os.uname",
    "os.unlink",
    "platform.machine",
    "platform.node",
    "platform.platform",
    "platform.python_version",
    "platform.release",
    "platform.system",
    "random.choice",
    "random.randint",
    "random.random",
    "random.randrange",
    "random.sample",
    "random.seed",
    "random.shuffle",
    "random.uniform",
    "redis.Redis",
    "redis.StrictRedis",
    "requests.delete",
    "requests.get",
    "requests.post",
    "requests.put",
    "socket.gethostbyname",
    "socket.gethostname",
    "sys.exit",
    "sys.stderr.write",
    "sys.stdout.flush",
    "sys.stdout.write",
    "sys.stderr.flush",
    "time.ctime",
    "time.monotonic",
    "time.perf_counter",
    "time.sleep",
    "time.strftime",
    "time.time",
    "uuid.uuid4",
    "uvicorn.run",
];

/// A module that is none of the program's files.
pub(super) fn import(thread: &Thread, name: &str) -> Run<Value> {
    let top = name.split('.').next().unwrap_or_default();
    if STANDARD.contains(&name) {
        return Ok(Thread::native_module(name));
    }
    if UNKNOWN.contains(&name) || UNKNOWN.contains(&top) {
        return Err(Flow::Missing(format!("Python's module {name} is not modelled")));
    }
    let version = &thread.shared.version;
    let short = version.rsplit_once('.').map_or(version.as_str(), |(short, _)| short);
    let home = thread.shared.process.env("HOME").unwrap_or_default();
    let mut places = vec![format!("{home}/.local/lib/python{short}/site-packages")];
    for root in ["/usr/local/lib", "/usr/lib"] {
        places.push(format!("{root}/python{short}/site-packages"));
        places.push(format!("{root}/python{short}/dist-packages"));
    }
    places.push("/usr/lib/python3/dist-packages".to_owned());
    if let Some(env) = thread.shared.process.env("VIRTUAL_ENV") {
        places.push(format!("{env}/lib/python{short}/site-packages"));
    }
    let there = |folder: &str| places.iter().any(|place| thread.shared.process.exists(&format!("{place}/{folder}")));
    if let Some((_, folder)) = PACKAGES.iter().find(|(module, _)| *module == top)
        && there(folder)
    {
        return Ok(Thread::native_module(name));
    }
    if there(top) || there(&top.to_ascii_lowercase()) {
        return Err(Flow::Missing(format!("the package {top} is not modelled: it is installed and has no code here")));
    }
    Err(thread.raise("ModuleNotFoundError", &format!("No module named '{top}'")))
}

/// What a module of ours has by a name.
pub(super) fn attr(thread: &Thread, module: &str, name: &str) -> Option<Value> {
    let full = format!("{module}.{name}");
    if FUNCTIONS.contains(&full.as_str()) {
        return Some(Value::builtin(&full));
    }
    let shared = &thread.shared;
    Some(match (module, name) {
        ("typing" | "__future__", _) => Thread::native_module("typing"),
        ("os", "environ") => {
            if let Some(environ) = shared.modules.borrow().get("os.environ") {
                return Some(environ.clone());
            }
            let environ = Value::dict(
                shared.process.environment().iter().map(|(name, value)| (Value::str(name), Value::str(value))),
            );
            shared.modules.borrow_mut().insert(Rc::from("os.environ"), environ.clone());
            environ
        }
        ("os", "path")
        | ("http", "server")
        | ("flask", "request")
        | ("sys", "stdout" | "stderr")
        | ("redis" | "requests", "exceptions") => Thread::native_module(&full),
        ("redis", "ConnectionError") | ("redis.exceptions", "ConnectionError" | "RedisError") => {
            Value::Class(shared.exception("redis.exceptions.ConnectionError")?)
        }
        ("requests.exceptions" | "requests", "ConnectionError") => {
            Value::Class(shared.exception("requests.exceptions.ConnectionError")?)
        }
        ("requests.exceptions", "RequestException") => {
            Value::Class(shared.exception("requests.exceptions.RequestException")?)
        }
        ("os", "name") => Value::str("posix"),
        ("os", "sep") => Value::str("/"),
        ("os", "linesep") => Value::str("\n"),
        ("math", "pi") => Value::Float(std::f64::consts::PI),
        ("math", "e") => Value::Float(std::f64::consts::E),
        ("math", "inf") => Value::Float(f64::INFINITY),
        ("logging", "DEBUG") => Value::Int(10),
        ("logging", "INFO") => Value::Int(20),
        ("logging", "WARNING") => Value::Int(30),
        ("logging", "ERROR") => Value::Int(40),
        ("logging", "CRITICAL") => Value::Int(50),
        ("string", "ascii_lowercase") => Value::str("abcdefghijklmnopqrstuvwxyz"),
        ("string", "ascii_uppercase") => Value::str("ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
        ("string", "ascii_letters") => Value::str("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"),
        ("string", "digits") => Value::str("0123456789"),
        ("sys", "argv") => Value::list(shared.argv.iter().map(Value::str).collect()),
        ("sys", "path") => Value::list(vec![Value::str(&shared.folder)]),
        ("sys", "platform") => Value::str("linux"),
        ("sys", "executable") => Value::str(shared.process.info(|info| info.exe.to_string()).unwrap_or_default()),
        ("sys", "version") => Value::str(format!("{} (main) [GCC]", shared.version)),
        ("sys", "version_info") => {
            let parts = shared.version.split('.').map(|part| Value::Int(part.parse().unwrap_or(0)));
            Value::Tuple(parts.collect::<Vec<_>>().into())
        }
        ("flask.request", _) => return web::request_attr(thread, name),
        _ => return None,
    })
}

/// `format(value, spec)`; moments are written by their own pattern.
pub(super) fn formatted(value: &Value, spec: &str) -> Result<String, String> {
    match value {
        Value::Object(object) if !spec.is_empty() && &*object.class.name == "datetime" => {
            Ok(dates::format(moment(object), spec))
        }
        value => show::format(value, spec),
    }
}

/// Whether an object of ours has a method.
pub(super) fn has_method(object: &Object, name: &str) -> bool {
    let names: &[&str] = match &*object.class.name {
        "datetime" => &["date", "isoformat", "strftime", "time", "timestamp"],
        "hash" => &["hexdigest"],
        "Logger" => &["critical", "debug", "error", "exception", "info", "setLevel", "warning"],
        _ => return web::has_method(object, name),
    };
    names.contains(&name)
}

fn moment(object: &Object) -> Time {
    Time(
        object
            .get("\u{0}micros")
            .and_then(|value| value.int())
            .and_then(|micros| u64::try_from(micros).ok())
            .unwrap_or(0),
    )
}

fn datetime(time: Time, date_only: bool) -> Value {
    let micros = time.0 % 1_000_000;
    let fraction = if micros > 0 { format!(".{micros:06}") } else { String::new() };
    let text =
        if date_only { dates::format(time, "%Y-%m-%d") } else { dates::format(time, "%Y-%m-%d %H:%M:%S") + &fraction };
    let number = |pattern: &str| Value::Int(dates::format(time, pattern).parse().unwrap_or(0));
    let mut attrs = vec![("\u{0}micros", Value::Int(time.0 as i64)), ("\u{0}text", Value::str(text))];
    for (name, pattern) in
        [("year", "%Y"), ("month", "%m"), ("day", "%d"), ("hour", "%H"), ("minute", "%M"), ("second", "%S")]
    {
        attrs.push((name, number(pattern)));
    }
    attrs.push(("microsecond", Value::Int(micros as i64)));
    Value::native("datetime", attrs, Native::Nothing)
}

/// Calls a method of an object of ours.
pub(super) fn call_method(thread: &mut Thread, of: &Value, name: &str, args: Args) -> Run<Done> {
    let Value::Object(object) = of else { return web::call_method(thread, of, name, args) };
    Ok(Done::Value(match (&*object.class.name, name) {
        ("datetime", "strftime") => {
            Value::str(dates::format(moment(object), &args.text(0, "format").unwrap_or_default()))
        }
        ("datetime", "isoformat") => Value::str(show::repr(of).replace(' ', "T")),
        ("datetime", "timestamp") => Value::Float(moment(object).0 as f64 / 1e6),
        ("datetime", "date") => datetime(moment(object), true),
        ("datetime", _) => Value::str(dates::format(moment(object), "%H:%M:%S")),
        ("hash", _) => object.get("digest").unwrap_or_default(),
        ("Logger", "setLevel") => {
            thread
                .shared
                .modules
                .borrow_mut()
                .insert(Rc::from("logging.level"), args.list.first().cloned().unwrap_or_default());
            Value::None
        }
        ("Logger", level) => {
            return Ok(log(thread, level, &show::text(&object.get("name").unwrap_or_default()), &args));
        }
        _ => return web::call_method(thread, of, name, args),
    }))
}

fn log(thread: &Thread, level: &str, logger: &str, args: &Args) -> Done {
    let number = match level {
        "debug" => 10,
        "info" => 20,
        "warning" => 30,
        "critical" => 50,
        _ => 40,
    };
    let modules = thread.shared.modules.borrow();
    let least = modules.get("logging.level").and_then(Value::int).unwrap_or(30);
    if number < least {
        return Done::Value(Value::None);
    }
    let mut message = show::text(&args.list.first().cloned().unwrap_or_default());
    if args.list.len() > 1 {
        message = show::percent(&message, &Value::Tuple(args.list[1..].into())).unwrap_or(message);
    }
    let level = if level == "exception" { "ERROR".to_owned() } else { level.to_ascii_uppercase() };
    let pattern =
        modules.get("logging.format").map_or_else(|| "%(levelname)s:%(name)s:%(message)s".to_owned(), show::text);
    let time = dates::format(thread.shared.process.now(), "%Y-%m-%d %H:%M:%S")
        + &format!(",{:03}", thread.shared.process.now().0 / 1000 % 1000);
    let line = pattern
        .replace("%(asctime)s", &time)
        .replace("%(levelname)s", &level)
        .replace("%(name)s", logger)
        .replace("%(message)s", &message);
    Done::Print(vec![Value::str(line)], String::new(), "\n".to_owned(), Some(true))
}

/// Calls a function of a module.
#[expect(clippy::too_many_lines, reason = "one arm for each name, which is the table of them")]
pub(super) fn call(thread: &mut Thread, name: &str, args: Args) -> Run<Done> {
    let first = args.list.first().cloned().unwrap_or_default();
    let text = show::text(&first);
    let shared = Rc::clone(&thread.shared);
    let process = &shared.process;
    let below = |bound: i64| shared.rng.borrow_mut().below(u64::try_from(bound).unwrap_or(0)) as i64;
    let done = |result: Result<(), crate::vfs::Errno>| {
        result.map(|()| Value::None).map_err(|error| thread.os_error(error, &text))
    };
    Ok(Done::Value(match name {
        "os.getcwd" => Value::str(process.cwd()),
        "os.getenv" => match process.env(&text) {
            Some(value) => Value::str(value),
            None => args.list.get(1).cloned().or_else(|| args.get(1, "default")).unwrap_or_default(),
        },
        "os.getpid" => Value::Int(i64::from(process.own_pid())),
        "os.getuid" => Value::Int(i64::from(process.cred().uid)),
        "os.listdir" => {
            let folder = if args.list.is_empty() { "." } else { &text };
            let names = process.read_dir(folder).map_err(|error| thread.os_error(error, folder))?;
            Value::list(names.iter().map(Value::str).collect())
        }
        "os.mkdir" => done(process.mkdir(&text, 0o777))?,
        "os.makedirs" => {
            if process.exists(&text) && !args.named.iter().any(|(name, value)| &**name == "exist_ok" && value.truth()) {
                return Err(thread.os_error(crate::vfs::Errno::Exist, &text));
            }
            done(process.mkdir_all(&process.absolute(&text)))?
        }
        "os.remove" | "os.unlink" => done(process.unlink(&text))?,
        "os.rename" => done(process.rename(&text, &show::text(&args.list.get(1).cloned().unwrap_or_default())))?,
        "os.uname" => Value::native(
            "uname_result",
            vec![("nodename", Value::str(process.hostname())), ("sysname", Value::str("Linux"))],
            Native::Nothing,
        ),
        "os.path.join" => {
            let joined = args.list.iter().skip(1).fold(text.clone(), |path, part| path::join(&path, &show::text(part)));
            Value::str(joined)
        }
        "os.path.exists" => Value::Bool(process.exists(&text)),
        "os.path.isdir" => Value::Bool(process.is_dir(&text)),
        "os.path.isfile" => Value::Bool(process.exists(&text) && !process.is_dir(&text)),
        "os.path.abspath" => Value::str(path::absolute(&process.cwd(), &text)),
        "os.path.basename" => Value::str(text.rsplit('/').next().unwrap_or_default()),
        "os.path.dirname" => Value::str(text.rsplit_once('/').map_or("", |(folder, _)| folder)),
        "os.path.getsize" => match process.stat(&text) {
            Ok(stat) => Value::Int(stat.node.size() as i64),
            Err(error) => return Err(thread.os_error(error, &text)),
        },
        "platform.node" | "socket.gethostname" => Value::str(process.hostname()),
        "platform.machine" => Value::str("x86_64"),
        "platform.platform" | "platform.release" | "platform.system" => Value::str("Linux"),
        "platform.python_version" => Value::str(&shared.version),
        "socket.gethostbyname" => match process.resolve(&text).first() {
            Some(ip) => Value::str(ip.to_string()),
            None => return Err(thread.raise("OSError", "[Errno -2] Name or service not known")),
        },
        "sys.stdout.write" | "sys.stderr.write" => {
            let error = name.starts_with("sys.stderr").then_some(true);
            return Ok(Done::Print(vec![first], String::new(), String::new(), error));
        }
        "sys.stdout.flush" => return Ok(Done::Flush),
        "time.sleep" => {
            let seconds = first.float().unwrap_or(0.0);
            if seconds < 0.0 {
                return Err(thread.raise("ValueError", "sleep length must be non-negative"));
            }
            return Ok(Done::Sleep((seconds.min(1e9) * 1e6) as u64));
        }
        "time.time" => Value::Float(process.now().0 as f64 / 1e6),
        "time.monotonic" | "time.perf_counter" => Value::Float(process.now().0 as f64 / 1e6 - 1.7e9),
        "time.strftime" => Value::str(dates::format(process.now(), &text)),
        "time.ctime" => Value::str(dates::format(process.now(), "%a %b %e %H:%M:%S %Y")),
        "datetime.datetime.now" | "datetime.datetime.utcnow" | "datetime.datetime.today" => {
            datetime(process.now(), false)
        }
        "datetime.date.today" => datetime(process.now(), true),
        "random.random" => Value::Float((shared.rng.borrow_mut().next_u64() >> 11) as f64 / 9_007_199_254_740_992.0),
        "random.uniform" => {
            let (low, high) = (first.float().unwrap_or(0.0), args.list.get(1).and_then(Value::float).unwrap_or(1.0));
            Value::Float(low + (high - low) * (below(1 << 52) as f64 / 4_503_599_627_370_496.0))
        }
        "random.randint" | "random.randrange" => {
            let (low, high) = match (first.int(), args.int(1, "b")) {
                (Some(low), Some(high)) => (low, high + i64::from(name.ends_with("int"))),
                (Some(high), None) => (0, high),
                _ => return Err(thread.raise("TypeError", "an integer is required")),
            };
            if high <= low {
                return Err(
                    thread.raise("ValueError", &format!("empty range for randrange() ({low}, {high}, {})", high - low))
                );
            }
            Value::Int(low + below(high.saturating_sub(low)))
        }
        "random.choice" => {
            let items = thread.items(&first)?;
            if items.is_empty() {
                return Err(thread.raise("IndexError", "Cannot choose from an empty sequence"));
            }
            items[below(items.len() as i64) as usize].clone()
        }
        "random.shuffle" | "random.sample" => {
            let mut items = thread.items(&first)?;
            for at in (1..items.len()).rev() {
                items.swap(at, below(at as i64 + 1) as usize);
            }
            match &first {
                Value::List(list) if name == "random.shuffle" => {
                    *list.borrow_mut() = items;
                    Value::None
                }
                _ => {
                    items.truncate(args.int(1, "k").and_then(|count| usize::try_from(count).ok()).unwrap_or(0));
                    Value::list(items)
                }
            }
        }
        "random.seed" => {
            *shared.rng.borrow_mut() = crate::base::Rng::new(first.int().unwrap_or(0) as u64);
            Value::None
        }
        "math.sqrt" => match first.float() {
            Some(number) if number >= 0.0 => Value::Float(number.sqrt()),
            _ => return Err(thread.raise("ValueError", "math domain error")),
        },
        "math.floor" => Value::Int(first.float().unwrap_or(0.0).floor() as i64),
        "math.ceil" => Value::Int(first.float().unwrap_or(0.0).ceil() as i64),
        "math.factorial" => {
            let mut product = Value::Int(1);
            for number in 2..=first.int().unwrap_or(0).min(30) {
                product = thread.binary("*", &product, &Value::Int(number))?;
            }
            product
        }
        "json.dumps" | "json.dump" => {
            let named = |name: &str| args.named.iter().find(|(known, _)| &**known == name).map(|(_, value)| value);
            let indent = named("indent").and_then(Value::int).and_then(|indent| usize::try_from(indent).ok());
            let sorted = named("sort_keys").is_some_and(Value::truth);
            let ascii = named("ensure_ascii").is_none_or(Value::truth);
            let text = json::dump(thread, &first, &Style { indent, sorted, ascii, ..Style::PLAIN })?;
            match args.list.get(1).filter(|_| name == "json.dump") {
                Some(file) => return Ok(Done::Call(thread.attr(file, "write")?, Args::of(vec![Value::str(text)]))),
                None => Value::str(text),
            }
        }
        "json.loads" => match &first {
            Value::Bytes(bytes) => json::load(thread, &String::from_utf8_lossy(bytes))?,
            _ => json::load(thread, &text)?,
        },
        "json.load" => {
            let Value::Object(object) = &first else { return Err(thread.raise("TypeError", "a file is required")) };
            let lines: String = Thread::file_lines(object).iter().map(show::text).collect();
            json::load(thread, &lines)?
        }
        "html.escape" => Value::str(web::escape(&text)),
        "hashlib.sha256" => {
            let bytes = if let Value::Bytes(bytes) = &first { bytes.to_vec() } else { Vec::new() };
            Value::native("hash", vec![("digest", Value::str(Digest::of(&bytes).hex()))], Native::Nothing)
        }
        "uuid.uuid4" => {
            let hex = shared.rng.borrow_mut().hex64();
            let text = format!("{}-{}-4{}-a{}-{}", &hex[..8], &hex[8..12], &hex[13..16], &hex[17..20], &hex[20..32]);
            Value::native("UUID", vec![("\u{0}text", Value::str(text))], Native::Nothing)
        }
        "logging.basicConfig" => {
            let mut modules = shared.modules.borrow_mut();
            for (name, value) in args.named.iter().filter(|(name, _)| matches!(&**name, "level" | "format")) {
                modules.insert(Rc::from(format!("logging.{name}")), value.clone());
            }
            Value::None
        }
        "logging.getLogger" => {
            let name = if args.list.is_empty() { "root".to_owned() } else { text };
            Value::native("Logger", vec![("name", Value::str(name))], Native::Nothing)
        }
        other if other.starts_with("logging.") => return Ok(log(thread, &other[8..], "root", &args)),
        "dotenv.load_dotenv" => {
            let file = process.read_text(".env").unwrap_or_default();
            if let Some(environ) = attr(thread, "os", "environ") {
                for (name, value) in
                    file.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once('='))
                {
                    let name = Value::str(name.trim());
                    if !thread.compare("in", &name, &environ)? {
                        thread.set_index(&environ, name, Some(Value::str(value.trim().trim_matches(['"', '\'']))))?;
                    }
                }
            }
            Value::Bool(!file.is_empty())
        }
        other => return web::call(thread, other, args),
    }))
}
