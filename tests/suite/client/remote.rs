//! The Engine API trait over the stub engine: every operation is the HTTP request that the real client makes. Requests
//! block, which a test may; streams are read by threads and handed to the kernel by [`Remote::pump`].

use std::cell::{Cell, RefCell};
use std::fmt::Write as _;
use std::future::Future;
use std::io::Write as _;
use std::rc::Rc;

use drydock::base::Time;
use drydock::engine::api::{
    Api, ApiError, ApiResult, ArchiveStat, AttachOptions, Attachment, AuthConfig, BuildRequest, Call, CommitOptions,
    ContainerSummary, CreateRequest, CreateResponse, DeleteItem, DiskUsage, EndpointSettings, ErrorClass, Event,
    ExecConfig, ExecState, Filters, FsChange, HistoryItem, ImageListOptions, ImageSummary, ListOptions, LogEntry,
    LogsOptions, NetworkCreate, NetworkSummary, Progress, PruneReport, RemoveOptions, SearchItem, Stream, TopResponse,
    UpdateConfig, Version, VolumeCreate, VolumeSummary, WaitCondition, WaitResponse,
};
use drydock::os::{FileHandle, Kernel, Receiver, channel};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::http::{Answer, Body, given, request};
use super::wire::{base64, deleted, frame, json_line, log_entry, progress, seconds};

/// Moves what arrived; false when nothing will come any more.
type Pump = Box<dyn FnMut() -> bool>;

/// Answers a request: its method, path and body; the last tells whether the connection itself is asked for.
type Transport = Rc<dyn Fn(&str, &str, &Body<'_>, bool) -> Answer>;

/// The stub engine as an engine of the machine.
#[derive(Clone)]
pub(crate) struct Remote {
    kernel: Kernel,
    transport: Transport,
    pumps: Rc<RefCell<Vec<Pump>>>,
    /// Containers with a terminal, by the ids and names that were asked for.
    last_exec_tty: Rc<Cell<bool>>,
}

/// A query string.
struct Query(String);

impl Query {
    fn new() -> Self {
        Self(String::new())
    }

    fn add(mut self, name: &str, value: &str) -> Self {
        if !value.is_empty() {
            let mark = if self.0.is_empty() { '?' } else { '&' };
            let _ = write!(self.0, "{mark}{name}={}", escape(value));
        }
        self
    }

    fn flag(self, name: &str, on: bool) -> Self {
        if on { self.add(name, "1") } else { self }
    }

    fn filters(self, filters: &Filters) -> Self {
        if filters.is_empty() {
            return self;
        }
        let mut all = serde_json::Map::new();
        for (name, values) in filters {
            let entry: serde_json::Map<String, Value> =
                values.iter().map(|value| (value.clone(), true.into())).collect();
            all.insert(name.clone(), Value::Object(entry));
        }
        self.add("filters", &Value::Object(all).to_string())
    }
}

fn escape(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b if b.is_ascii_alphanumeric() || b"-_.~".contains(&b) => char::from(b).to_string(),
            b => format!("%{b:02X}"),
        })
        .collect()
}

#[expect(clippy::needless_pass_by_value, reason = "callers hand the answer over")]
fn parse<T: DeserializeOwned>(value: Value) -> T {
    serde_json::from_value(value.clone()).unwrap_or_else(|why| panic!("{why}: {value}"))
}

/// A list that Go sends as null when it is empty.
fn list<T: DeserializeOwned>(value: Value) -> Vec<T> {
    if value.is_null() { Vec::new() } else { parse(value) }
}

fn class(status: u16) -> ErrorClass {
    match status {
        304 => ErrorClass::NotModified,
        400 => ErrorClass::InvalidParameter,
        401 => ErrorClass::Unauthorized,
        403 => ErrorClass::Forbidden,
        404 => ErrorClass::NotFound,
        409 => ErrorClass::Conflict,
        501 => ErrorClass::NotImplemented,
        503 => ErrorClass::Unavailable,
        _ => ErrorClass::System,
    }
}

impl Remote {
    pub(crate) fn new(kernel: &Kernel, socket: &str) -> Self {
        let socket = socket.to_owned();
        Self::over(kernel, Rc::new(move |method, path, body, raw| request(&socket, method, path, body, raw)))
    }

    /// An engine whose answers are given: a status and bytes for a method, a path and a body in JSON.
    pub(crate) fn answering(kernel: &Kernel, answer: impl Fn(&str, &str, &Value) -> (u16, Vec<u8>) + 'static) -> Self {
        Self::over(
            kernel,
            Rc::new(move |method, path, body, _| {
                let body = if let Body::Json(value) = body { value } else { &Value::Null };
                let (status, bytes) = answer(method, path, body);
                given(status, bytes)
            }),
        )
    }

    fn over(kernel: &Kernel, transport: Transport) -> Self {
        Self { kernel: kernel.clone(), transport, pumps: Rc::default(), last_exec_tty: Rc::default() }
    }

    /// Hands what arrived on streams to the kernel.
    pub(crate) fn pump(&self) {
        let mut pumps = std::mem::take(&mut *self.pumps.borrow_mut());
        pumps.retain_mut(|pump| pump());
        self.pumps.borrow_mut().extend(pumps);
    }

    fn send(&self, method: &str, path: &str, body: &Body<'_>) -> ApiResult<Answer> {
        let answer = (self.transport)(method, path, body, false);
        if answer.status < 300 {
            return Ok(answer);
        }
        let class = class(answer.status);
        let text = String::from_utf8_lossy(&answer.read()).into_owned();
        let value: Value = serde_json::from_str(&text).unwrap_or_default();
        Err(ApiError::new(class, value["message"].as_str().unwrap_or(&text)))
    }

    fn json(&self, method: &str, path: &str, body: &Body<'_>) -> ApiResult<Value> {
        let bytes = self.send(method, path, body)?.read();
        Ok(serde_json::from_slice(&bytes).unwrap_or_default())
    }

    fn get(&self, path: &str) -> ApiResult<Value> {
        self.json("GET", path, &Body::None)
    }

    fn post(&self, path: &str, body: &Body<'_>) -> ApiResult<()> {
        match self.send("POST", path, body) {
            Ok(answer) => {
                answer.read();
                Ok(())
            }
            Err(error) if error.class == ErrorClass::NotModified => Ok(()),
            Err(error) => Err(error),
        }
    }

    fn delete(&self, path: &str) -> ApiResult<Value> {
        self.json("DELETE", path, &Body::None)
    }

    /// The parts of a stream as `make` reads them; `make` gets the bytes that are left and takes what is whole.
    fn stream<T: 'static>(&self, answer: Answer, make: impl Fn(&mut Vec<u8>) -> Option<T> + 'static) -> Receiver<T> {
        let (sender, receiver) = channel(&self.kernel);
        let (writer, parts) = answer.follow();
        let mut bytes = Vec::new();
        let mut sender = Some(sender);
        self.pumps.borrow_mut().push(Box::new(move || {
            loop {
                match parts.try_recv() {
                    Ok(part) => bytes.extend(part),
                    Err(std::sync::mpsc::TryRecvError::Empty) => break,
                    Err(std::sync::mpsc::TryRecvError::Disconnected) => {
                        drain(&mut bytes, &make, sender.as_ref());
                        sender = None;
                        return false;
                    }
                }
            }
            drain(&mut bytes, &make, sender.as_ref());
            if sender.as_ref().is_some_and(drydock::os::Sender::is_closed) {
                let _ = writer.shutdown(std::net::Shutdown::Both);
                return false;
            }
            true
        }));
        receiver
    }

    fn progress(&self, path: &str, body: &Body<'_>) -> ApiResult<Receiver<Progress>> {
        let answer = self.send("POST", path, body)?;
        Ok(self.stream(answer, |bytes| json_line(bytes).map(|value| progress(&value))))
    }

    fn attachment(&self, path: &str, body: &Body<'_>, input: bool, tty: bool) -> ApiResult<Attachment> {
        let answer = (self.transport)("POST", path, body, true);
        if answer.status != 101 {
            let class = class(answer.status);
            let value: Value = serde_json::from_slice(&answer.read()).unwrap_or_default();
            return Err(ApiError::new(class, value["message"].as_str().unwrap_or("")));
        }
        let (sender, receiver) = channel(&self.kernel);
        let (mut writer, parts) = answer.follow();
        let ours = input.then(|| {
            let (read, write) = self.kernel.pipe();
            (read, write)
        });
        let input: Option<FileHandle> = ours.map(|(read, write)| {
            let mut half = writer.try_clone().expect("a socket can be cloned");
            self.kernel.spawn_service(async move {
                while let Ok(part) = read.read(65_536).await {
                    if part.is_empty() || half.write_all(&part).is_err() {
                        break;
                    }
                }
                let _ = half.shutdown(std::net::Shutdown::Write);
            });
            write
        });
        let mut bytes = Vec::new();
        let mut sender = Some(sender);
        self.pumps.borrow_mut().push(Box::new(move || {
            let _ = writer.flush();
            let mut end = false;
            loop {
                match parts.try_recv() {
                    Ok(part) => bytes.extend(part),
                    Err(std::sync::mpsc::TryRecvError::Empty) => break,
                    Err(std::sync::mpsc::TryRecvError::Disconnected) => {
                        end = true;
                        break;
                    }
                }
            }
            drain(&mut bytes, &|bytes| frame(bytes, tty), sender.as_ref());
            if end {
                sender = None;
            }
            !end
        }));
        Ok(Attachment { output: receiver, input, tty: None, link: None })
    }

    fn prune(&self, path: &str, filters: &Filters, names: &str) -> ApiResult<PruneReport> {
        let answer = self.json("POST", &format!("{path}{}", Query::new().filters(filters).0), &Body::None)?;
        let images = answer["ImagesDeleted"].as_array().into_iter().flatten().filter_map(deleted).collect();
        Ok(PruneReport {
            deleted: list(answer[names].clone()),
            images,
            space_reclaimed: answer["SpaceReclaimed"].as_u64().unwrap_or(0),
        })
    }
}

fn drain<T>(bytes: &mut Vec<u8>, make: &dyn Fn(&mut Vec<u8>) -> Option<T>, sender: Option<&drydock::os::Sender<T>>) {
    while let Some(value) = make(bytes) {
        if let Some(sender) = sender {
            sender.send(value);
        }
    }
}

/// An answer that is there already.
fn now<'a, T: 'a>(value: ApiResult<T>) -> Call<'a, T> {
    Box::pin(ready(value))
}

fn ready<T>(value: T) -> impl Future<Output = T> {
    std::future::ready(value)
}

fn stat_of(answer: &Answer) -> ArchiveStat {
    let value: Value = serde_json::from_str(&base64(answer.header("x-docker-container-path-stat"))).unwrap_or_default();
    ArchiveStat {
        name: value["name"].as_str().unwrap_or("").to_owned(),
        size: value["size"].as_i64().unwrap_or(0),
        mode: value["mode"].as_u64().unwrap_or(0) as u32,
        mtime: value["mtime"].as_str().and_then(Time::parse_rfc3339).unwrap_or_default(),
        link_target: value["linkTarget"].as_str().unwrap_or("").to_owned(),
    }
}

fn timed(signal: Option<&str>, timeout: Option<i64>) -> Query {
    Query::new().add("signal", signal.unwrap_or("")).add("t", &timeout.map_or(String::new(), |t| t.to_string()))
}

impl Api for Remote {
    fn container_list(&self, options: ListOptions) -> Call<'_, Vec<ContainerSummary>> {
        let limit = if options.limit > 0 { options.limit.to_string() } else { String::new() };
        let query = Query::new().flag("all", options.all).add("limit", &limit).flag("size", options.size);
        now(self.get(&format!("/containers/json{}", query.filters(&options.filters).0)).map(list))
    }

    fn container_create(&self, request: CreateRequest) -> Call<'_, CreateResponse> {
        let mut body = serde_json::to_value(&request.config).unwrap_or_default();
        body["HostConfig"] = serde_json::to_value(&request.host_config).unwrap_or_default();
        body["NetworkingConfig"] = serde_json::to_value(&request.networking).unwrap_or_default();
        let query = Query::new().add("name", request.name.as_deref().unwrap_or("")).add("platform", &request.platform);
        let answer = self.json("POST", &format!("/containers/create{}", query.0), &Body::Json(&body));
        now(answer.map(|value| CreateResponse {
            id: value["Id"].as_str().unwrap_or("").to_owned(),
            warnings: list(value["Warnings"].clone()),
        }))
    }

    fn container_inspect(&self, id: &str, size: bool) -> Call<'_, Value> {
        now(self.get(&format!("/containers/{}/json{}", escape(id), Query::new().flag("size", size).0)))
    }

    fn container_start(&self, id: &str) -> Call<'_, ()> {
        now(self.post(&format!("/containers/{}/start", escape(id)), &Body::None))
    }

    fn container_stop(&self, id: &str, signal: Option<String>, timeout: Option<i64>) -> Call<'_, ()> {
        let query = timed(signal.as_deref(), timeout);
        now(self.post(&format!("/containers/{}/stop{}", escape(id), query.0), &Body::None))
    }

    fn container_restart(&self, id: &str, signal: Option<String>, timeout: Option<i64>) -> Call<'_, ()> {
        let query = timed(signal.as_deref(), timeout);
        now(self.post(&format!("/containers/{}/restart{}", escape(id), query.0), &Body::None))
    }

    fn container_kill(&self, id: &str, signal: &str) -> Call<'_, ()> {
        let query = Query::new().add("signal", signal);
        now(self.post(&format!("/containers/{}/kill{}", escape(id), query.0), &Body::None))
    }

    fn container_pause(&self, id: &str) -> Call<'_, ()> {
        now(self.post(&format!("/containers/{}/pause", escape(id)), &Body::None))
    }

    fn container_unpause(&self, id: &str) -> Call<'_, ()> {
        now(self.post(&format!("/containers/{}/unpause", escape(id)), &Body::None))
    }

    fn container_rename(&self, id: &str, name: &str) -> Call<'_, ()> {
        now(self.post(&format!("/containers/{}/rename{}", escape(id), Query::new().add("name", name).0), &Body::None))
    }

    fn container_update(&self, id: &str, update: UpdateConfig) -> Call<'_, Vec<String>> {
        let mut body = serde_json::to_value(&update).unwrap_or_default();
        if let Value::Object(fields) = &mut body {
            fields.retain(|_, value| !value.is_null());
        }
        let answer = self.json("POST", &format!("/containers/{}/update", escape(id)), &Body::Json(&body));
        now(answer.map(|value| list(value["Warnings"].clone())))
    }

    fn container_remove(&self, id: &str, options: RemoveOptions) -> Call<'_, ()> {
        let query = Query::new().flag("force", options.force).flag("v", options.volumes).flag("link", options.link);
        now(self.delete(&format!("/containers/{}{}", escape(id), query.0)).map(|_| ()))
    }

    fn container_wait(&self, id: &str, condition: WaitCondition) -> ApiResult<Receiver<WaitResponse>> {
        let condition = match condition {
            WaitCondition::NotRunning => "",
            WaitCondition::NextExit => "next-exit",
            WaitCondition::Removed => "removed",
        };
        let query = Query::new().add("condition", condition);
        let answer = self.send("POST", &format!("/containers/{}/wait{}", escape(id), query.0), &Body::None)?;
        Ok(self.stream(answer, |bytes| {
            json_line(bytes).map(|value| WaitResponse {
                status_code: value["StatusCode"].as_i64().unwrap_or(0),
                error: value["Error"]["Message"].as_str().map(str::to_owned),
            })
        }))
    }

    fn container_attach(&self, id: &str, options: AttachOptions) -> Call<'_, Attachment> {
        let query = Query::new()
            .flag("stream", true)
            .flag("stdin", options.stdin)
            .flag("stdout", options.stdout)
            .flag("stderr", options.stderr)
            .flag("logs", options.logs);
        let tty = self
            .get(&format!("/containers/{}/json", escape(id)))
            .is_ok_and(|object| object["Config"]["Tty"].as_bool().unwrap_or(false));
        let path = format!("/containers/{}/attach{}", escape(id), query.0);
        now(self.attachment(&path, &Body::None, options.stdin, tty))
    }

    fn container_resize(&self, id: &str, cols: u16, rows: u16) -> Call<'_, ()> {
        let query = Query::new().add("h", &rows.to_string()).add("w", &cols.to_string());
        now(self.post(&format!("/containers/{}/resize{}", escape(id), query.0), &Body::None))
    }

    fn container_logs(&self, id: &str, options: LogsOptions) -> Call<'_, Receiver<LogEntry>> {
        let query = Query::new()
            .flag("stdout", options.stdout)
            .flag("stderr", options.stderr)
            .flag("follow", options.follow)
            .flag("timestamps", true)
            .flag("details", options.details)
            .add("since", &options.since.map_or(String::new(), seconds))
            .add("until", &options.until.map_or(String::new(), seconds))
            .add("tail", &options.tail.map_or("all".to_owned(), |tail| tail.to_string()));
        let object = match self.get(&format!("/containers/{}/json", escape(id))) {
            Ok(object) => object,
            Err(error) => return now(Err(error)),
        };
        let (tty, details) = (object["Config"]["Tty"].as_bool().unwrap_or(false), options.details);
        let answer = self.send("GET", &format!("/containers/{}/logs{}", escape(id), query.0), &Body::None);
        now(answer.map(|answer| {
            self.stream(answer, move |bytes| {
                if tty {
                    let end = bytes.iter().position(|byte| *byte == b'\n')?;
                    let line: Vec<u8> = bytes.drain(..=end).collect();
                    return Some(log_entry(Stream::Stdout, &line, details));
                }
                frame(bytes, false).map(|(stream, line)| log_entry(stream, &line, details))
            })
        }))
    }

    fn container_top(&self, id: &str, args: &[String]) -> Call<'_, TopResponse> {
        let query = Query::new().add("ps_args", &args.join(" "));
        now(self.get(&format!("/containers/{}/top{}", escape(id), query.0)).map(parse))
    }

    fn container_stats(&self, id: &str, stream: bool) -> Call<'_, Receiver<Value>> {
        let path = format!("/containers/{}/stats?stream={}", escape(id), u8::from(stream));
        now(self.send("GET", &path, &Body::None).map(|answer| self.stream(answer, json_line)))
    }

    fn container_changes(&self, id: &str) -> Call<'_, Vec<FsChange>> {
        now(self.get(&format!("/containers/{}/changes", escape(id))).map(list))
    }

    fn container_export(&self, id: &str) -> Call<'_, Vec<u8>> {
        now(self.send("GET", &format!("/containers/{}/export", escape(id)), &Body::None).map(Answer::read))
    }

    fn archive_stat(&self, id: &str, path: &str) -> Call<'_, ArchiveStat> {
        let path = format!("/containers/{}/archive{}", escape(id), Query::new().add("path", path).0);
        // An answer without a body cannot say what is wrong: ask for it again with one.
        let answer = self.send("HEAD", &path, &Body::None).map(|answer| stat_of(&answer));
        now(answer.or_else(|_| self.send("GET", &path, &Body::None).map(|answer| stat_of(&answer))))
    }

    fn archive_get(&self, id: &str, path: &str) -> Call<'_, (ArchiveStat, Vec<u8>)> {
        let path = format!("/containers/{}/archive{}", escape(id), Query::new().add("path", path).0);
        now(self.send("GET", &path, &Body::None).map(|answer| (stat_of(&answer), answer.read())))
    }

    fn archive_put(&self, id: &str, path: &str, archive: Vec<u8>, copy_owner: bool) -> Call<'_, ()> {
        let query = Query::new().add("path", path).add("noOverwriteDirNonDir", "true").flag("copyUIDGID", copy_owner);
        let path = format!("/containers/{}/archive{}", escape(id), query.0);
        now(self.send("PUT", &path, &Body::Tar(&archive)).map(|answer| {
            answer.read();
        }))
    }

    fn container_prune(&self, filters: Filters) -> Call<'_, PruneReport> {
        now(self.prune("/containers/prune", &filters, "ContainersDeleted"))
    }

    fn exec_create(&self, id: &str, config: ExecConfig) -> Call<'_, String> {
        self.last_exec_tty.set(config.tty);
        let body = serde_json::to_value(&config).unwrap_or_default();
        let answer = self.json("POST", &format!("/containers/{}/exec", escape(id)), &Body::Json(&body));
        now(answer.map(|value| value["Id"].as_str().unwrap_or("").to_owned()))
    }

    fn exec_start(&self, exec: &str, detach: bool) -> Call<'_, Option<Attachment>> {
        let tty = self.last_exec_tty.get();
        let body = json!({"Detach": detach, "Tty": tty});
        let path = format!("/exec/{}/start", escape(exec));
        if detach {
            return now(self.post(&path, &Body::Json(&body)).map(|()| None));
        }
        now(self.attachment(&path, &Body::Json(&body), true, tty).map(Some))
    }

    fn exec_inspect(&self, exec: &str) -> Call<'_, ExecState> {
        now(self.get(&format!("/exec/{}/json", escape(exec))).map(parse))
    }

    fn image_list(&self, options: ImageListOptions) -> Call<'_, Vec<ImageSummary>> {
        let query = Query::new().flag("all", options.all).filters(&options.filters);
        now(self.get(&format!("/images/json{}", query.0)).map(|value| images(&value)))
    }

    fn image_inspect(&self, name: &str) -> Call<'_, Value> {
        now(self.get(&format!("/images/{name}/json")))
    }

    fn image_history(&self, name: &str) -> Call<'_, Vec<HistoryItem>> {
        now(self.get(&format!("/images/{name}/history")).map(list))
    }

    fn image_pull(
        &self,
        reference: &str,
        _auth: Option<AuthConfig>,
        platform: &str,
        all: bool,
    ) -> Call<'_, Receiver<Progress>> {
        let (name, tag) = match reference.split_once('@') {
            Some((name, digest)) => (name, digest),
            None => match reference.rsplit_once(':').filter(|(_, tag)| !tag.contains('/') && !all) {
                Some((name, tag)) => (name, tag),
                None => (reference, ""),
            },
        };
        let query = Query::new().add("fromImage", name).add("tag", tag).add("platform", platform);
        now(self.progress(&format!("/images/create{}", query.0), &Body::None))
    }

    fn image_push(&self, reference: &str, _auth: Option<AuthConfig>, all: bool) -> Call<'_, Receiver<Progress>> {
        let name = drydock::base::Reference::parse(reference).expect("the client checks it");
        let tag = if all { String::new() } else { name.tag.clone().unwrap_or_default() };
        let path = format!("/images/{}/push{}", name.familiar_name(), Query::new().add("tag", &tag).0);
        now(self.progress(&path, &Body::Json(&json!({}))))
    }

    fn image_tag(&self, source: &str, target: &str) -> Call<'_, ()> {
        let name = drydock::base::Reference::parse(target).expect("the client checks it").or_latest();
        let query = Query::new().add("repo", &name.name()).add("tag", name.tag.as_deref().unwrap_or(""));
        now(self.post(&format!("/images/{source}/tag{}", query.0), &Body::None))
    }

    fn image_remove(&self, name: &str, force: bool, no_prune: bool) -> Call<'_, Vec<DeleteItem>> {
        let query = Query::new().flag("force", force).flag("noprune", no_prune);
        let answer = self.delete(&format!("/images/{name}{}", query.0));
        now(answer.map(|value| value.as_array().into_iter().flatten().filter_map(deleted).collect()))
    }

    fn image_search(&self, term: &str, limit: usize, filters: Filters) -> Call<'_, Vec<SearchItem>> {
        let limit = if limit > 0 { limit.to_string() } else { String::new() };
        let query = Query::new().add("term", term).add("limit", &limit).filters(&filters);
        let item = |value: &Value| SearchItem {
            name: value["name"].as_str().unwrap_or("").to_owned(),
            description: value["description"].as_str().unwrap_or("").to_owned(),
            star_count: value["star_count"].as_i64().unwrap_or(0),
            is_official: value["is_official"].as_bool().unwrap_or(false),
            is_automated: value["is_automated"].as_bool().unwrap_or(false),
        };
        let answer = self.get(&format!("/images/search{}", query.0));
        now(answer.map(|value| value.as_array().into_iter().flatten().map(item).collect()))
    }

    fn image_prune(&self, filters: Filters) -> Call<'_, PruneReport> {
        now(self.prune("/images/prune", &filters, "None"))
    }

    fn image_save(&self, names: &[String]) -> Call<'_, Vec<u8>> {
        let query = names.iter().fold(Query::new(), |query, name| query.add("names", name));
        now(self.send("GET", &format!("/images/get{}", query.0), &Body::None).map(Answer::read))
    }

    fn image_load(&self, archive: Vec<u8>, quiet: bool) -> Call<'_, Receiver<Progress>> {
        now(self.progress(&format!("/images/load?quiet={}", u8::from(quiet)), &Body::Tar(&archive)))
    }

    fn image_import(&self, archive: Vec<u8>, reference: &str, message: &str, changes: &[String]) -> Call<'_, String> {
        let query = Query::new().add("fromSrc", "-").add("repo", reference).add("message", message);
        let query = changes.iter().fold(query, |query, change| query.add("changes", change));
        let answer = self.send("POST", &format!("/images/create{}", query.0), &Body::Tar(&archive));
        now(answer.map(|answer| {
            let text = String::from_utf8_lossy(&answer.read()).into_owned();
            let last: Value = text.lines().last().and_then(|line| serde_json::from_str(line).ok()).unwrap_or_default();
            last["status"].as_str().unwrap_or("").to_owned()
        }))
    }

    fn image_commit(&self, id: &str, options: CommitOptions) -> Call<'_, String> {
        let name = drydock::base::Reference::parse(&options.reference).ok();
        let repo = name.as_ref().map(drydock::base::Reference::familiar_name).unwrap_or_default();
        let tag = name.and_then(|name| name.tag).unwrap_or_default();
        let query = Query::new()
            .add("container", id)
            .add("repo", &repo)
            .add("tag", &tag)
            .add("author", &options.author)
            .add("comment", &options.comment);
        let query = if options.pause { query } else { query.add("pause", "0") };
        let query = options.changes.iter().fold(query, |query, change| query.add("changes", change));
        let answer = self.json("POST", &format!("/commit{}", query.0), &Body::Json(&Value::Null));
        now(answer.map(|value| value["Id"].as_str().unwrap_or("").to_owned()))
    }

    fn image_build(&self, request: BuildRequest) -> Call<'_, Receiver<Progress>> {
        let arguments: serde_json::Map<String, Value> =
            request.build_args.iter().map(|(name, value)| (name.clone(), value.clone().into())).collect();
        let query = request.tags.iter().fold(Query::new(), |query, tag| query.add("t", tag));
        let query = query
            .add("dockerfile", &request.dockerfile)
            .add("buildargs", &Value::Object(arguments).to_string())
            .add("target", &request.target)
            .flag("nocache", request.no_cache)
            .flag("pull", request.pull)
            .flag("q", request.quiet)
            .add("rm", if request.remove { "1" } else { "0" })
            .flag("forcerm", request.force_remove);
        now(self.progress(&format!("/build{}", query.0), &Body::Tar(&request.context)))
    }

    fn volume_list(&self, filters: Filters) -> Call<'_, Vec<VolumeSummary>> {
        let answer = self.get(&format!("/volumes{}", Query::new().filters(&filters).0));
        now(answer.map(|value| list(value["Volumes"].clone())))
    }

    fn volume_create(&self, request: VolumeCreate) -> Call<'_, VolumeSummary> {
        let body = serde_json::to_value(&request).unwrap_or_default();
        now(self.json("POST", "/volumes/create", &Body::Json(&body)).map(parse))
    }

    fn volume_inspect(&self, name: &str) -> Call<'_, VolumeSummary> {
        now(self.get(&format!("/volumes/{}", escape(name))).map(parse))
    }

    fn volume_remove(&self, name: &str, force: bool) -> Call<'_, ()> {
        now(self.delete(&format!("/volumes/{}{}", escape(name), Query::new().flag("force", force).0)).map(|_| ()))
    }

    fn volume_prune(&self, filters: Filters) -> Call<'_, PruneReport> {
        now(self.prune("/volumes/prune", &filters, "VolumesDeleted"))
    }

    fn network_list(&self, filters: Filters) -> Call<'_, Vec<NetworkSummary>> {
        now(self.get(&format!("/networks{}", Query::new().filters(&filters).0)).map(list))
    }

    fn network_create(&self, request: NetworkCreate) -> Call<'_, String> {
        let mut body = serde_json::to_value(&request).unwrap_or_default();
        let config = if request.ipam_config.is_empty() { Value::Null } else { request.ipam_config.into() };
        body["IPAM"] = json!({"Driver": request.ipam_driver, "Options": request.ipam_options, "Config": config});
        let answer = self.json("POST", "/networks/create", &Body::Json(&body));
        now(answer.map(|value| value["Id"].as_str().unwrap_or("").to_owned()))
    }

    fn network_inspect(&self, id: &str) -> Call<'_, Value> {
        now(self.get(&format!("/networks/{}", escape(id))))
    }

    fn network_remove(&self, id: &str) -> Call<'_, ()> {
        now(self.delete(&format!("/networks/{}", escape(id))).map(|_| ()))
    }

    fn network_connect(&self, network: &str, container: &str, endpoint: EndpointSettings) -> Call<'_, ()> {
        let body = json!({"Container": container, "EndpointConfig": endpoint});
        now(self.post(&format!("/networks/{}/connect", escape(network)), &Body::Json(&body)))
    }

    fn network_disconnect(&self, network: &str, container: &str, force: bool) -> Call<'_, ()> {
        let body = json!({"Container": container, "Force": force});
        now(self.post(&format!("/networks/{}/disconnect", escape(network)), &Body::Json(&body)))
    }

    fn network_prune(&self, filters: Filters) -> Call<'_, PruneReport> {
        now(self.prune("/networks/prune", &filters, "NetworksDeleted"))
    }

    fn version(&self) -> Call<'_, Version> {
        now(self.get("/version").map(parse))
    }

    fn info(&self) -> Call<'_, Value> {
        now(self.get("/info"))
    }

    fn disk_usage(&self) -> Call<'_, DiskUsage> {
        now(self.get("/system/df").map(|value| {
            let mut volumes: Vec<VolumeSummary> = list(value["Volumes"].clone());
            for (volume, raw) in volumes.iter_mut().zip(value["Volumes"].as_array().into_iter().flatten()) {
                let usage = &raw["UsageData"];
                volume.usage = Some((usage["Size"].as_i64().unwrap_or(-1), usage["RefCount"].as_i64().unwrap_or(-1)));
            }
            DiskUsage {
                layers_size: value["LayersSize"].as_i64().unwrap_or(0),
                images: images(&value["Images"]),
                containers: list(value["Containers"].clone()),
                volumes,
                build_cache: list(value["BuildCache"].clone()),
            }
        }))
    }

    fn build_prune(&self, all: bool, filters: Filters) -> Call<'_, PruneReport> {
        let query = Query::new().flag("all", all).filters(&filters);
        let answer = self.json("POST", &format!("/build/prune{}", query.0), &Body::None);
        now(answer.map(|value| PruneReport {
            deleted: list(value["CachesDeleted"].clone()),
            space_reclaimed: value["SpaceReclaimed"].as_u64().unwrap_or(0),
            ..PruneReport::default()
        }))
    }

    fn events(&self, since: Option<u64>, until: Option<u64>, filters: Filters) -> Call<'_, Receiver<Event>> {
        let query = Query::new()
            .add("since", &since.map_or(String::new(), seconds))
            .add("until", &until.map_or(String::new(), seconds))
            .filters(&filters);
        let answer = self.send("GET", &format!("/events{}", query.0), &Body::None);
        now(answer.map(|answer| {
            self.stream(answer, |bytes| {
                json_line(bytes).map(|value| {
                    let mut event: Event = parse(value.clone());
                    value["scope"].as_str().unwrap_or("").clone_into(&mut event.scope);
                    event.time = value["timeNano"].as_u64().unwrap_or(0) / 1_000;
                    event
                })
            })
        }))
    }

    fn auth(&self, auth: AuthConfig) -> Call<'_, String> {
        let body = serde_json::to_value(&auth).unwrap_or_default();
        let answer = self.json("POST", "/auth", &Body::Json(&body));
        now(answer.map(|value| value["Status"].as_str().unwrap_or("").to_owned()))
    }
}

/// Images, whose lists of names Go may send as null.
fn images(value: &Value) -> Vec<ImageSummary> {
    let summary = |value: &Value| {
        let mut value = value.clone();
        for name in ["RepoTags", "RepoDigests"] {
            if value[name].is_null() {
                value[name] = json!([]);
            }
        }
        parse(value)
    };
    value.as_array().into_iter().flatten().map(summary).collect()
}
