//! `hostname`: the host's name and addresses.

use super::kit::{Next, Options, Tool};

const OPTIONS: Options = Options {
    spec: "i,ip-address I,all-ip-addresses s,short f,fqdn,long d,domain A,all-fqdns F,file:",
    gnu: "[-b] {hostname|-F file}",
    busybox: "[-sidf] [HOSTNAME | -F FILE]",
};

/// Prints or sets the name.
pub(super) fn main(tool: &mut Tool) -> Next {
    let Some(opts) = tool.options(&OPTIONS) else { return Next::Done };
    let name = tool.process.hostname();
    if let Some(wanted) = opts.rest.first() {
        let host = tool.process.is_host();
        if tool.process.cred().uid != 0 || !host {
            // A container lacks the right to do it, root or not.
            let text = if tool.busybox { "sethostname" } else { "you must be root to change the host name" };
            let text = if tool.busybox { format!("{text}: Operation not permitted") } else { text.to_owned() };
            return tool.fail(&text);
        }
        let ns = tool.process.ns();
        tool.process.kernel().enter(|state| {
            if let Some(namespace) = state.namespaces.get_mut(&ns) {
                namespace.hostname.clone_from(wanted);
            }
        });
        return Next::Done;
    }
    let short = name.split('.').next().unwrap_or_default();
    match opts.last_of(&["i", "I", "s", "f", "d", "A"]) {
        "I" => {
            let addresses: Vec<String> = addresses(tool).iter().map(|ip| format!("{ip} ")).collect();
            tool.line(&addresses.concat());
        }
        "i" => {
            let found = tool.process.resolve(&name);
            match found.first() {
                Some(ip) => tool.line(&ip.to_string()),
                None if tool.busybox => return tool.fail(&format!("{name}: Host name lookup failure")),
                None => return tool.fail("Name or service not known"),
            }
        }
        "s" => tool.line(short),
        "d" => tool.line(name.split_once('.').map_or("", |(_, domain)| domain)),
        _ => tool.line(&name),
    }
    Next::Done
}

/// The addresses of the process's interfaces.
fn addresses(tool: &Tool) -> Vec<crate::os::Ip> {
    let net = tool.process.net();
    tool.process.kernel().enter(|state| {
        state.net.stacks.get(&net).map(|stack| stack.ifaces.iter().map(|iface| iface.ip).collect()).unwrap_or_default()
    })
}
