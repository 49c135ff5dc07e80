//! What `curl` tells of a transfer: the progress meter, the lines of `-v`, the fields of `-w`.

use super::Plan;
use crate::base::Time;
use crate::os::Ip;

/// The two lines above the progress meter.
pub(super) const METER_HEADING: &str = "  % Total    % Received % Xferd  Average Speed   Time    Time     Time  Current\n                                 \
     Dload  Upload   Total   Spent    Left  Speed\n";

/// What is known of a transfer.
#[derive(Clone, Debug, Default)]
pub(super) struct Figures {
    pub(super) started: Time,
    pub(super) url: String,
    pub(super) method: String,
    pub(super) status: u16,
    pub(super) http: String,
    pub(super) kind: String,
    pub(super) total: Option<u64>,
    pub(super) received: u64,
    pub(super) sent: u64,
    pub(super) redirects: u32,
    /// Microseconds to the connection, 0 without one.
    pub(super) connected: u64,
    pub(super) first_byte: u64,
    pub(super) address: Option<(Ip, u16)>,
    pub(super) exit: u8,
    pub(super) error: String,
}

/// A number in five columns.
fn five(bytes: u64) -> String {
    match bytes {
        0..100_000 => format!("{bytes:5}"),
        100_000..10_240_000 => format!("{:4}k", bytes >> 10),
        10_240_000..104_857_600 => format!("{:2}.{}M", bytes >> 20, ((bytes % (1 << 20)) * 10) >> 20),
        104_857_600..10_485_760_000 => format!("{:4}M", bytes >> 20),
        _ => format!("{:4}G", bytes >> 30),
    }
}

/// The progress meter's line, over the one before.
pub(super) fn meter(figures: &Figures, now: Time, done: bool) -> String {
    let elapsed = now.since(figures.started).max(1000);
    let speed = |bytes: u64| bytes.saturating_mul(1_000_000) / elapsed;
    let total = figures.total.unwrap_or(figures.received) + figures.sent;
    let percent = |part: u64, whole: u64| (part * 100).checked_div(whole).unwrap_or(0).min(100);
    let finished = done && total > 0;
    let all = if finished { 100 } else { percent(figures.received + figures.sent, total) };
    let received = percent(figures.received, figures.total.unwrap_or(figures.received));
    let sent = if figures.sent > 0 { 100 } else { 0 };
    format!(
        "\r{all:3} {}  {received:3} {}  {sent:3} {}  {}  {} --:--:-- --:--:-- --:--:-- {:>6}",
        five(total),
        five(figures.received),
        five(figures.sent),
        five(speed(figures.received)),
        five(speed(figures.sent)),
        five(speed(figures.received + figures.sent)),
    )
}

/// The lines before a connection.
pub(super) fn trying(plan: &Plan, host: &str, ip: Ip, port: u16) -> String {
    let resolved = if plan.version >= (8, 6) && Ip::parse(host).is_none() {
        format!("* Host {host}:{port} was resolved.\n* IPv6: (none)\n* IPv4: {ip}\n")
    } else {
        String::new()
    };
    format!("{resolved}*   Trying {ip}:{port}...\n")
}

/// The line after a connection.
pub(super) fn connected(plan: &Plan, host: &str, ip: Ip, port: u16) -> String {
    let number = if plan.version >= (8, 2) { "" } else { " (#0)" };
    let protocol = if plan.version >= (8, 12) { "* using HTTP/1.x\n" } else { "" };
    format!("* Connected to {host} ({ip}) port {port}{number}\n{protocol}")
}

/// The last line: what becomes of the connection.
pub(super) fn left(plan: &Plan, host: &str, alive: bool) -> String {
    match (alive, plan.version >= (8, 6)) {
        (true, _) => format!("* Connection #0 to host {host} left intact\n"),
        (false, true) => "* Closing connection\n".to_owned(),
        (false, false) => "* Closing connection 0\n".to_owned(),
    }
}

/// The text of `-w`.
pub(super) fn write_out(format: &str, figures: &Figures, now: Time) -> String {
    let mut out = String::new();
    let mut rest = format;
    while let Some(at) = rest.find(['%', '\\']) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        if let Some((name, after)) = rest.strip_prefix("%{").and_then(|inner| inner.split_once('}')) {
            out.push_str(&field(name, figures, now));
            rest = after;
            continue;
        }
        let (text, len) = match rest.get(..2) {
            Some("%%") => ("%", 2),
            Some("\\n") => ("\n", 2),
            Some("\\t") => ("\t", 2),
            Some("\\r") => ("\r", 2),
            Some("\\\\") => ("\\", 2),
            _ => (&rest[..1], 1),
        };
        out.push_str(text);
        rest = &rest[len..];
    }
    out + rest
}

fn field(name: &str, figures: &Figures, now: Time) -> String {
    let seconds = |micros: u64| format!("{}.{:06}", micros / 1_000_000, micros % 1_000_000);
    match name {
        "http_code" | "response_code" => format!("{:03}", figures.status),
        "http_version" => if figures.http.is_empty() { "0" } else { &figures.http }.to_owned(),
        "size_download" => figures.received.to_string(),
        "size_upload" => figures.sent.to_string(),
        "content_type" => figures.kind.clone(),
        "url" | "url_effective" => figures.url.clone(),
        "method" => figures.method.clone(),
        "num_redirects" => figures.redirects.to_string(),
        "num_connects" => u8::from(figures.connected > 0).to_string(),
        "time_total" => seconds(now.since(figures.started)),
        "time_connect" | "time_pretransfer" => seconds(figures.connected),
        "time_starttransfer" => seconds(figures.first_byte),
        "time_namelookup" | "time_appconnect" | "time_redirect" => seconds(0),
        "speed_download" => (figures.received * 1_000_000 / now.since(figures.started).max(1)).to_string(),
        "remote_ip" => figures.address.map(|(ip, _)| ip.to_string()).unwrap_or_default(),
        "remote_port" => figures.address.map_or(0, |(_, port)| port).to_string(),
        "scheme" => figures.url.split(':').next().unwrap_or_default().to_owned(),
        "exitcode" => figures.exit.to_string(),
        "errormsg" => figures.error.clone(),
        _ => String::new(),
    }
}
