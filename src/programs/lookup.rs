//! `nslookup` and `getent`: names and their addresses, and lines of the account files.

use super::kit::{Next, Tool, net};
use crate::os::Ip;

/// Asks the name server.
pub(super) fn nslookup(tool: &mut Tool) -> Next {
    let args: Vec<String> = tool.args.iter().filter(|arg| !arg.starts_with('-')).cloned().collect();
    let Some(name) = args.first() else {
        return tool.fail_plain(if tool.busybox {
            "Usage: nslookup [-type=QUERY_TYPE] [-debug] HOST [DNS_SERVER]\n"
        } else {
            "drydock: nslookup without a name is not modelled\n"
        });
    };
    let text = tool.process.read_text("/etc/resolv.conf").unwrap_or_default();
    let listed =
        text.lines().find_map(|line| line.strip_prefix("nameserver ")).unwrap_or("127.0.0.1").trim().to_owned();
    let server = args.get(1).cloned().unwrap_or(listed);
    let separator = if tool.busybox { ":" } else { "#" };
    if !net::is_up(&tool.process) {
        tool.line(";; connection timed out; no servers could be reached\n");
        tool.status = 1;
        return Next::Done;
    }
    tool.line(&format!("Server:\t\t{server}\nAddress:\t{server}{separator}53\n"));
    let network = tool.process.net();
    // DNS alone is asked: the hosts file is not looked at.
    let found = tool.process.kernel().enter(|state| state.net.lookup(network, name));
    if found.is_empty() {
        if tool.busybox {
            tool.line(&format!("** server can't find {name}: NXDOMAIN\n"));
            tool.line(&format!("** server can't find {name}: NXDOMAIN\n"));
        } else {
            tool.line(&format!("** server can't find {name}: NXDOMAIN\n"));
        }
        tool.status = 1;
        return Next::Done;
    }
    tool.line("Non-authoritative answer:");
    if tool.busybox {
        tool.line("");
        tool.line("Non-authoritative answer:");
    }
    for ip in found {
        tool.line(&format!("Name:\t{name}\nAddress: {ip}"));
    }
    tool.line("");
    Next::Done
}

/// Asks one of the system's lists.
pub(super) fn getent(tool: &mut Tool) -> Next {
    let args: Vec<String> = tool.args.iter().filter(|arg| !arg.starts_with('-')).cloned().collect();
    let Some((database, keys)) = args.split_first() else {
        return tool.fail_plain(
            "getent: wrong number of arguments\nTry `getent --help' or `getent --usage' for more information.\n",
        );
    };
    match database.as_str() {
        "hosts" | "ahosts" | "ahostsv4" => hosts(tool, database, keys),
        "passwd" | "group" | "shadow" | "services" | "protocols" | "networks" => {
            let text = tool.process.read_text(&format!("/etc/{database}")).unwrap_or_default();
            let number = |line: &str| line.split(':').nth(2).map(str::to_owned);
            let lines = text.lines().filter(|line| !line.starts_with('#'));
            if keys.is_empty() {
                lines.for_each(|line| tool.line(line));
                return Next::Done;
            }
            let lines: Vec<&str> = lines.collect();
            for key in keys {
                let named = |line: &&&str| {
                    line.split([':', ' ', '\t']).next() == Some(key) || number(line).as_ref() == Some(key)
                };
                match lines.iter().find(named) {
                    Some(line) => tool.line(line),
                    None => tool.status = 2,
                }
            }
        }
        other => {
            tool.err(&format!(
                "Unknown database: {other}\nTry `getent --help' or `getent --usage' for more information.\n"
            ));
            tool.status = 1;
        }
    }
    Next::Done
}

fn hosts(tool: &mut Tool, database: &str, keys: &[String]) {
    if keys.is_empty() {
        let text = tool.process.read_text("/etc/hosts").unwrap_or_default();
        for line in text.lines().map(|line| line.split('#').next().unwrap_or_default()) {
            let mut words = line.split_whitespace();
            if let Some(ip) = words.next() {
                tool.line(format!("{ip:<15} {}", words.collect::<Vec<_>>().join(" ")).trim_end());
            }
        }
        return;
    }
    for key in keys {
        let found = tool.process.resolve(key);
        if found.is_empty() {
            tool.status = 2;
        }
        for ip in found {
            if database == "hosts" {
                let name = Ip::parse(key).and_then(|ip| net::name_of(&tool.process, ip)).unwrap_or_else(|| key.clone());
                tool.line(&format!("{:<15} {name}", ip.to_string()));
            } else {
                for (at, kind) in ["STREAM", "DGRAM", "RAW"].iter().enumerate() {
                    let name = if at == 0 { format!(" {key}") } else { String::new() };
                    tool.line(&format!("{:<15} {kind}{name}", ip.to_string()));
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::kit::testing::Machine;

    #[test]
    fn lists_are_asked() {
        let m = Machine::gnu();
        assert_eq!(m.ok("getent hosts localhost"), "127.0.0.1       localhost\n");
        assert_eq!(m.ok("getent passwd ann"), "ann:x:1000:1000::/home/ann:/bin/sh\n");
        assert_eq!(m.run("getent hosts nope").code, 2);
    }
}
