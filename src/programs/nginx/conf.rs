//! nginx's configuration language: directives, blocks, includes; and what of it the server uses. Modules beyond static
//! files, `return` and `proxy_pass` are read and have no effect.

use std::rc::Rc;

use crate::base::glob;
use crate::base::order;
use crate::os::Process;
use crate::programs::kit::regex::{Regex, Syntax};
use crate::vfs::path;

/// A directive with its arguments and, for a block, its content.
#[derive(Clone, Debug)]
pub(super) struct Directive {
    pub(super) words: Vec<String>,
    pub(super) block: Option<Vec<Directive>>,
    /// `file:line`, for messages.
    pub(super) place: String,
}

impl Directive {
    pub(super) fn name(&self) -> &str {
        &self.words[0]
    }

    pub(super) fn arg(&self, at: usize) -> &str {
        self.words.get(at + 1).map_or("", String::as_str)
    }
}

/// Names that nginx knows; anything else is an error, as in life.
const KNOWN: &str = "absolute_redirect accept_mutex access_log add_header alias allow auth_basic auth_basic_user_file \
    auth_request autoindex autoindex_exact_size autoindex_localtime break charset client_body_buffer_size client_body_timeout \
    client_header_buffer_size client_header_timeout client_max_body_size connection_pool_size daemon debug_connection \
    default_type deny directio env error_log error_page etag events expires fastcgi_index fastcgi_param fastcgi_pass \
    fastcgi_split_path_info fastcgi_buffers fastcgi_buffer_size fastcgi_read_timeout geo gzip gzip_comp_level gzip_disable \
    gzip_http_version gzip_min_length gzip_proxied gzip_static gzip_types gzip_vary gzip_buffers http http2 if include index \
    internal ip_hash keepalive keepalive_requests keepalive_timeout large_client_header_buffers least_conn limit_conn \
    limit_conn_zone limit_except limit_rate limit_req limit_req_zone limit_req_status listen load_module location log_format \
    log_not_found map master_process merge_slashes multi_accept open_file_cache pid port_in_redirect proxy_buffer_size \
    proxy_buffering proxy_buffers proxy_busy_buffers_size proxy_cache proxy_cache_bypass proxy_cache_key proxy_cache_path \
    proxy_cache_valid proxy_connect_timeout proxy_cookie_path proxy_hide_header proxy_http_version proxy_ignore_headers \
    proxy_intercept_errors proxy_next_upstream proxy_no_cache proxy_pass proxy_pass_header proxy_pass_request_headers \
    proxy_read_timeout proxy_redirect proxy_request_buffering proxy_send_timeout proxy_set_header proxy_ssl_server_name \
    proxy_ssl_verify real_ip_header resolver resolver_timeout return rewrite root satisfy send_timeout sendfile server \
    server_name server_name_in_redirect server_names_hash_bucket_size server_tokens set set_real_ip_from split_clients ssi ssl \
    ssl_certificate ssl_certificate_key ssl_ciphers ssl_dhparam ssl_prefer_server_ciphers ssl_protocols ssl_session_cache \
    ssl_session_tickets ssl_session_timeout ssl_stapling stream stub_status sub_filter sub_filter_once tcp_nodelay tcp_nopush \
    try_files types types_hash_max_size types_hash_bucket_size underscores_in_headers upstream use user uwsgi_pass valid_referers \
    variables_hash_max_size worker_connections worker_priority worker_processes worker_rlimit_nofile worker_shutdown_timeout zone";

struct Reader<'a> {
    process: &'a Process,
    file: String,
    chars: Vec<char>,
    at: usize,
    line: usize,
    depth: usize,
}

/// What a piece of the text is.
enum Token {
    Word(String),
    Open,
    Close,
    End,
    Eof,
}

/// Reads a configuration file and what it includes; the error is nginx's message.
pub(super) fn read(process: &Process, file: &str, depth: usize) -> Result<Vec<Directive>, String> {
    let text = process.read_text(file).map_err(|error| {
        let number = if error == crate::vfs::Errno::NoEnt { 2 } else { 13 };
        format!("open() \"{file}\" failed ({number}: {error})")
    })?;
    let mut reader = Reader { process, file: file.to_owned(), chars: text.chars().collect(), at: 0, line: 1, depth };
    reader.block(true)
}

impl Reader<'_> {
    fn place(&self) -> String {
        format!("{}:{}", self.file, self.line)
    }

    fn next(&mut self) -> Option<char> {
        let c = self.chars.get(self.at).copied()?;
        self.at += 1;
        self.line += usize::from(c == '\n');
        Some(c)
    }

    fn token(&mut self) -> Result<Token, String> {
        while let Some(c) = self.chars.get(self.at).copied() {
            if c == '#' {
                while self.chars.get(self.at).is_some_and(|c| *c != '\n') {
                    self.at += 1;
                }
            } else if c.is_whitespace() {
                self.next();
            } else {
                break;
            }
        }
        let Some(first) = self.next() else { return Ok(Token::Eof) };
        Ok(match first {
            '{' => Token::Open,
            '}' => Token::Close,
            ';' => Token::End,
            quote @ ('"' | '\'') => {
                let mut word = String::new();
                loop {
                    match self.next() {
                        Some(c) if c == quote => return Ok(Token::Word(word)),
                        Some('\\') => match self.next() {
                            Some('n') => word.push('\n'),
                            Some('t') => word.push('\t'),
                            Some('r') => word.push('\r'),
                            other => word.extend(other),
                        },
                        Some(c) => word.push(c),
                        None => {
                            return Err(format!(
                                "unexpected end of file, expecting \";\" or \"}}\" in {}",
                                self.place()
                            ));
                        }
                    }
                }
            }
            c => {
                let mut word = String::from(c);
                while let Some(c) = self.chars.get(self.at).copied() {
                    // `${name}` and a regular expression's braces belong to the word.
                    let brace = c == '{' && (word.ends_with('$') || word.starts_with('^'));
                    if c.is_whitespace() || matches!(c, ';' | '{') && !brace {
                        break;
                    }
                    self.at += 1;
                    word.push(c);
                }
                Token::Word(word)
            }
        })
    }

    fn block(&mut self, outermost: bool) -> Result<Vec<Directive>, String> {
        let mut found = Vec::new();
        let mut words: Vec<String> = Vec::new();
        loop {
            match self.token()? {
                Token::Word(word) => words.push(word),
                Token::End if words.is_empty() => return Err(format!("unexpected \";\" in {}", self.place())),
                Token::Open if words.is_empty() => return Err(format!("unexpected \"{{\" in {}", self.place())),
                Token::End => {
                    let directive = Directive { words: std::mem::take(&mut words), block: None, place: self.place() };
                    check(&directive)?;
                    if directive.name() == "include" {
                        found.extend(self.include(&directive)?);
                    } else {
                        found.push(directive);
                    }
                }
                Token::Open => {
                    let place = self.place();
                    let words = std::mem::take(&mut words);
                    check(&Directive { words: words.clone(), block: None, place: place.clone() })?;
                    let block = if matches!(words[0].as_str(), "types" | "map" | "geo" | "split_clients") {
                        self.skip()?;
                        Vec::new()
                    } else {
                        self.block(false)?
                    };
                    found.push(Directive { words, block: Some(block), place });
                }
                Token::Close if outermost || !words.is_empty() => {
                    return Err(format!("unexpected \"}}\" in {}", self.place()));
                }
                Token::Close => return Ok(found),
                Token::Eof if outermost && words.is_empty() => return Ok(found),
                Token::Eof => {
                    let wanted = if words.is_empty() { "\"}\"" } else { "\";\" or \"}\"" };
                    return Err(format!("unexpected end of file, expecting {wanted} in {}", self.place()));
                }
            }
        }
    }

    /// Passes over a block whose entries are no directives.
    fn skip(&mut self) -> Result<(), String> {
        loop {
            match self.token()? {
                Token::Close => return Ok(()),
                Token::Eof => return Err(format!("unexpected end of file, expecting \"}}\" in {}", self.place())),
                _ => {}
            }
        }
    }

    fn include(&self, directive: &Directive) -> Result<Vec<Directive>, String> {
        if self.depth > 10 {
            return Err(format!("too many includes in {}", directive.place));
        }
        let pattern = path::absolute("/etc/nginx", directive.arg(0));
        let files = if glob::is_shell_pattern(&pattern) {
            let (folder, name) = (path::dir_name(&pattern), path::base_name(&pattern));
            let names = self.process.read_dir(folder).unwrap_or_default();
            let matching = names.into_iter().filter(|known| !known.starts_with('.') && glob::shell_match(name, known));
            matching.map(|name| path::join(folder, &name)).collect()
        } else {
            vec![pattern]
        };
        let mut found = Vec::new();
        for file in files {
            let part = read(self.process, &file, self.depth + 1);
            found.extend(part.map_err(|text| {
                if text.starts_with("open()") { format!("{text} in {}", directive.place) } else { text }
            })?);
        }
        Ok(found)
    }
}

/// Whether nginx knows a directive.
fn check(directive: &Directive) -> Result<(), String> {
    let name = directive.name();
    if KNOWN.split_ascii_whitespace().any(|known| known == name) {
        return Ok(());
    }
    Err(format!("unknown directive \"{name}\" in {}", directive.place))
}

/// How a location is chosen.
#[derive(Clone, Debug)]
pub(super) enum Pattern {
    Exact(String),
    /// A prefix; true when it beats regular expressions.
    Prefix(String, bool),
    Regex(Regex),
    /// `@name`, for `try_files` and `error_page`.
    Named(String),
}

/// A place in a server: what applies to some paths. Settings are those of the blocks around it, its own last.
#[derive(Clone, Debug)]
pub(super) struct Location {
    pub(super) pattern: Pattern,
    pub(super) settings: Vec<Rc<Directive>>,
}

impl Location {
    /// The last setting of a name.
    pub(super) fn get(&self, name: &str) -> Option<&Directive> {
        self.settings.iter().rev().find(|directive| directive.name() == name).map(|directive| &**directive)
    }
}

/// A virtual server.
#[derive(Clone, Debug)]
pub(super) struct Server {
    pub(super) ports: Vec<u16>,
    pub(super) names: Vec<String>,
    /// In the order of the file; the last is the server itself.
    pub(super) locations: Vec<Location>,
}

/// Everything that the server uses.
#[derive(Clone, Debug, Default)]
pub(super) struct Conf {
    pub(super) servers: Vec<Server>,
    /// Names of groups of servers, with `host:port` of each.
    pub(super) upstreams: Vec<(String, Vec<String>)>,
    /// Log formats by name.
    pub(super) formats: Vec<(String, String)>,
    pub(super) error_log: Option<String>,
    pub(super) workers: Option<u32>,
    pub(super) daemon: bool,
}

/// Makes servers of directives; `globals` are those of `-g`.
pub(super) fn understand(directives: Vec<Directive>, globals: &str) -> Result<Conf, String> {
    let mut conf = Conf { daemon: true, ..Conf::default() };
    for part in globals.split(';') {
        let mut words = part.split_whitespace();
        match (words.next(), words.next()) {
            (Some("daemon"), Some(value)) => conf.daemon = value != "off",
            (Some("worker_processes"), Some(value)) => conf.workers = value.parse().ok(),
            (Some(name), _) if !KNOWN.split_ascii_whitespace().any(|known| known == name) => {
                return Err(format!("unknown directive \"{name}\" in command line"));
            }
            _ => {}
        }
    }
    for directive in directives {
        match directive.name() {
            "daemon" => conf.daemon = directive.arg(0) != "off",
            "worker_processes" => conf.workers = directive.arg(0).parse().ok().or(conf.workers),
            "error_log" => conf.error_log = Some(directive.arg(0).to_owned()),
            "server" | "location" | "upstream" | "listen" | "server_name" | "proxy_pass" => {
                return Err(format!("\"{}\" directive is not allowed here in {}", directive.name(), directive.place));
            }
            "http" => http(&mut conf, directive.block.unwrap_or_default())?,
            _ => {}
        }
    }
    Ok(conf)
}

fn http(conf: &mut Conf, directives: Vec<Directive>) -> Result<(), String> {
    let (blocks, plain): (Vec<Directive>, Vec<Directive>) =
        directives.into_iter().partition(|directive| matches!(directive.name(), "server" | "upstream"));
    for directive in &plain {
        match directive.name() {
            "log_format" => conf.formats.push((directive.arg(0).to_owned(), directive.words[2..].concat())),
            "location" => return Err(format!("\"location\" directive is not allowed here in {}", directive.place)),
            _ => {}
        }
    }
    let around: Vec<Rc<Directive>> = plain.into_iter().map(Rc::new).collect();
    for block in blocks {
        let inner = block.block.unwrap_or_default();
        if block.words[0] == "upstream" {
            let hosts = inner.iter().filter(|d| d.name() == "server").map(|d| d.arg(0).to_owned()).collect();
            conf.upstreams.push((block.words.get(1).cloned().unwrap_or_default(), hosts));
        } else {
            conf.servers.push(server(inner, &around)?);
        }
    }
    Ok(())
}

fn server(directives: Vec<Directive>, around: &[Rc<Directive>]) -> Result<Server, String> {
    let (mut ports, mut names) = (Vec::new(), Vec::new());
    let (blocks, plain): (Vec<Directive>, Vec<Directive>) =
        directives.into_iter().partition(|d| d.name() == "location");
    for directive in &plain {
        match directive.name() {
            "listen" => {
                let text = directive.arg(0);
                let port = text.rsplit(':').next().unwrap_or(text).parse();
                let port = match port {
                    Ok(port) => port,
                    Err(_) if text.contains('.') || text.ends_with(']') => 80,
                    Err(_) => {
                        return Err(format!(
                            "invalid port in \"{text}\" of the \"listen\" directive in {}",
                            directive.place
                        ));
                    }
                };
                if !ports.contains(&port) {
                    ports.push(port);
                }
            }
            "server_name" => names.extend_from_slice(&directive.words[1..]),
            _ => {}
        }
    }
    if ports.is_empty() {
        ports.push(80);
    }
    let mut settings = around.to_vec();
    settings.extend(plain.into_iter().map(Rc::new));
    let mut locations = Vec::new();
    for block in blocks {
        location(block, &settings, &mut locations)?;
    }
    locations.push(Location { pattern: Pattern::Prefix(String::new(), false), settings });
    Ok(Server { ports, names, locations })
}

fn location(block: Directive, around: &[Rc<Directive>], found: &mut Vec<Location>) -> Result<(), String> {
    let text = block.words.last().cloned().unwrap_or_default();
    let regex = |ignore_case| {
        Regex::new(&text, Syntax::Extended, ignore_case)
            .map_err(|_| format!("pcre2_compile() failed in {}", block.place))
    };
    let pattern = match (block.words.len(), block.arg(0)) {
        (1, _) => return Err(format!("invalid number of arguments in \"location\" directive in {}", block.place)),
        (2, name) if name.starts_with('@') => Pattern::Named(text),
        (2, _) => Pattern::Prefix(text, false),
        (_, "=") => Pattern::Exact(text),
        (_, "^~") => Pattern::Prefix(text, true),
        (_, "~") => Pattern::Regex(regex(false)?),
        (_, "~*") => Pattern::Regex(regex(true)?),
        (_, other) => return Err(format!("invalid location modifier \"{other}\" in {}", block.place)),
    };
    let (inner, plain): (Vec<Directive>, Vec<Directive>) =
        block.block.unwrap_or_default().into_iter().partition(|d| d.name() == "location");
    let mut settings = around.to_vec();
    settings.extend(plain.into_iter().map(Rc::new));
    for block in inner {
        location(block, &settings, found)?;
    }
    found.push(Location { pattern, settings });
    Ok(())
}

impl Conf {
    /// The server for a port and a host name; the first of the port is the default.
    pub(super) fn server(&self, port: u16, host: &str) -> Option<&Server> {
        let host = host.split(':').next().unwrap_or_default();
        let fits = |name: &String| {
            name == host || name.strip_prefix('*').is_some_and(|tail| !tail.is_empty() && host.ends_with(tail))
        };
        let mut candidates = self.servers.iter().filter(|server| server.ports.contains(&port));
        candidates.clone().find(|server| server.names.iter().any(fits)).or_else(|| candidates.next())
    }

    /// All ports, each once.
    pub(super) fn ports(&self) -> Vec<u16> {
        let mut ports: Vec<u16> = self.servers.iter().flat_map(|server| server.ports.iter().copied()).collect();
        order::sort(&mut ports);
        ports.dedup();
        ports
    }
}

impl Server {
    /// The location for a path: exact, the longest prefix, or the first regular expression.
    pub(super) fn location(&self, path: &str) -> Option<&Location> {
        let exact = |location: &&Location| matches!(&location.pattern, Pattern::Exact(text) if text == path);
        if let Some(found) = self.locations.iter().find(exact) {
            return Some(found);
        }
        let mut best: Option<(&Location, usize, bool)> = None;
        for location in &self.locations {
            if let Pattern::Prefix(text, firm) = &location.pattern
                && path.starts_with(text.as_str())
                && best.is_none_or(|(_, len, _)| text.len() > len)
            {
                best = Some((location, text.len(), *firm));
            }
        }
        if best.is_none_or(|(.., firm)| !firm) {
            let by_regex = |location: &&Location| matches!(&location.pattern, Pattern::Regex(regex) if regex.is_match(path.as_bytes()));
            if let Some(found) = self.locations.iter().find(by_regex) {
                return Some(found);
            }
        }
        best.map(|(location, ..)| location)
    }

    /// A location by its `@name`.
    pub(super) fn named(&self, name: &str) -> Option<&Location> {
        self.locations.iter().find(|location| matches!(&location.pattern, Pattern::Named(known) if known == name))
    }
}
