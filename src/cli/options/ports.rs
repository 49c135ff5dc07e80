//! `--publish` and `--expose`.

use indexmap::IndexMap;

use crate::base::order;
use crate::base::ports::{parse_port_spec, parse_range, split_proto};
use crate::engine::api::{Empty, PortBinding};

/// Exposed ports, and where they are published.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Ports {
    /// `80/tcp`
    pub(crate) exposed: IndexMap<String, Empty>,
    /// By exposed port.
    pub(crate) bindings: IndexMap<String, Vec<PortBinding>>,
}

/// Turns `target=80,published=8080` into `8080:80/tcp`; other forms stay.
pub(crate) fn notation(text: &str) -> Result<String, String> {
    if !text.contains('=') {
        return Ok(text.to_owned());
    }
    let (mut published, mut target, mut protocol) = ("", "", "tcp");
    for field in text.split(',') {
        let pair = field.split_once('=').filter(|(name, _)| !name.is_empty());
        let (name, value) =
            pair.ok_or_else(|| format!("invalid publish opts format (should be name=value but got '{field}')"))?;
        match name {
            "published" => published = value,
            "target" => target = value,
            "protocol" => protocol = value,
            _ => {}
        }
    }
    Ok(format!("{published}:{target}/{protocol}"))
}

/// All ports that the flags name.
pub(crate) fn read(published: &[String], exposed: &[String]) -> Result<Ports, String> {
    let mut ports = Ports::default();
    let mut specs = Vec::new();
    for text in published {
        specs.push(notation(text)?);
    }
    for spec in &specs {
        for mapping in parse_port_spec(spec)? {
            let name = mapping.port.to_string();
            ports.exposed.insert(name.clone(), Empty {});
            let binding = PortBinding { host_ip: mapping.host_ip.clone(), host_port: mapping.host_port.clone() };
            ports.bindings.entry(name).or_default().push(binding);
        }
    }
    for text in exposed {
        if text.contains(':') {
            return Err(format!("invalid port format for --expose: {text}"));
        }
        let (port, proto) = split_proto(text);
        let (first, last) = parse_range(port)
            .ok_or_else(|| format!("invalid range format for --expose: {text}, error: {}", range_error(port)))?;
        for number in first..=last {
            ports.exposed.entry(format!("{number}/{proto}")).or_insert(Empty {});
        }
    }
    // Go sends its maps sorted.
    order::sort_map(&mut ports.exposed);
    order::sort_map(&mut ports.bindings);
    Ok(ports)
}

/// Go's words for a bad range of ports.
fn range_error(text: &str) -> String {
    let number = |text: &str| match text.parse::<u128>() {
        Ok(value) if value <= 65_535 && !text.starts_with('+') => None,
        Ok(_) if text.bytes().all(|b| b.is_ascii_digit()) => Some("value out of range"),
        _ => Some("invalid syntax"),
    };
    let parse =
        |text: &str, why: &str| format!("strconv.ParseUint: parsing {}: {why}", crate::base::quote::quote(text));
    if text.is_empty() {
        return "empty string specified for ports".to_owned();
    }
    let (first, last) = text.split_once('-').unwrap_or((text, text));
    match (number(first), number(last)) {
        (Some(why), _) => parse(first, why),
        (None, Some(why)) => parse(last, why),
        (None, None) => format!("invalid range specified for port: {text}"),
    }
}
