//! `nc`: a connection to a port, or a port that waits for one. UDP is not modelled.

use super::kit::{Options, Tool};
use crate::os::{Either, ExitStatus, Ip, ProgramFuture, select};
use crate::vfs::Errno;

const OPTIONS: Options = Options {
    spec: "l z v w: p: n u k N q: +4 +6 i: +d e:",
    gnu: "[-46CDdFhklNnrStUuvZz] [-p source_port] [-w timeout] [destination] [port]",
    busybox: "[OPTIONS] HOST PORT  - connect\nnc [OPTIONS] -l -p PORT [HOST] [PORT]  - listen",
};

/// Connects or listens.
pub(super) fn main(tool: Tool) -> ProgramFuture {
    Box::pin(run(tool))
}

async fn run(mut tool: Tool) -> ExitStatus {
    let Some(opts) = tool.options(&OPTIONS) else { return tool.end().await };
    if opts.has("u") {
        tool.err("drydock: nc -u is not modelled: connections only\n");
        tool.status = 1;
        return tool.end().await;
    }
    let process = tool.process.clone();
    if opts.has("l") {
        let port = opts.value("p").or_else(|| opts.rest.last().map(String::as_str)).and_then(|text| text.parse().ok());
        let Some(port) = port else {
            tool.usage_error("", &OPTIONS);
            return tool.end().await;
        };
        let listener = match process.listen(Ip::ANY, port) {
            Ok(listener) => listener,
            Err(error) => {
                tool.fail(&if tool.busybox { format!("bind: {}", tool.words(error)) } else { error.to_string() });
                return tool.end().await;
            }
        };
        if opts.has("v") {
            tool.err(&format!("Listening on 0.0.0.0 {port}\n"));
            tool.flush().await;
        }
        loop {
            if let Ok((fd, peer)) = process.accept(listener).await {
                if opts.has("v") {
                    tool.err(&format!("Connection received on {peer} {port}\n"));
                    tool.flush().await;
                }
                relay(&tool, fd).await;
                process.close(fd);
            }
            if !opts.has("k") {
                return tool.end().await;
            }
        }
    }
    let [host, ports] = opts.rest.as_slice() else {
        if tool.busybox {
            tool.usage_error("", &OPTIONS);
        } else {
            tool.err(&format!("usage: nc {}\n", OPTIONS.gnu));
            tool.status = 1;
        }
        return tool.end().await;
    };
    let (first, last) = ports.split_once('-').unwrap_or((ports, ports));
    let (Ok(first), Ok(last)) = (first.parse::<u16>(), last.parse::<u16>()) else {
        tool.fail(&format!("port number invalid: {ports}"));
        return tool.end().await;
    };
    let Some(ip) = process.resolve(host).first().copied() else {
        if tool.busybox {
            tool.fail(&format!("bad address '{host}'"));
        } else {
            tool.fail(&format!("getaddrinfo for host \"{host}\" port {ports}: Name or service not known"));
        }
        return tool.end().await;
    };
    let limit = opts.value("w").and_then(|text| text.parse::<u64>().ok()).map(|seconds| seconds * 1_000_000);
    for port in first..=last {
        let attempt = process.connect(ip, port);
        let result = match limit {
            None => attempt.await,
            Some(limit) => match select(attempt, process.sleep(limit)).await {
                Either::Left(result) => result,
                Either::Right(()) => Err(Errno::TimedOut),
            },
        };
        match result {
            Ok(fd) => {
                if opts.has("v") {
                    tool.err(&if tool.busybox {
                        format!("{host} ({ip}:{port}) open\n")
                    } else {
                        format!("Connection to {host} ({ip}) {port} port [tcp/*] succeeded!\n")
                    });
                }
                tool.flush().await;
                if !opts.has("z") {
                    relay(&tool, fd).await;
                }
                process.close(fd);
            }
            Err(error) => {
                tool.status = 1;
                if tool.busybox {
                    if opts.has("v") || !opts.has("z") {
                        let error = tool.words(error);
                        tool.note(&format!("{host} ({ip}:{port}): {error}"));
                    }
                } else if opts.has("v") {
                    tool.note(&format!("connect to {host} ({ip}) port {port} (tcp) failed: {error}"));
                }
            }
        }
    }
    tool.end().await
}

/// Passes bytes both ways until the far end hangs up.
async fn relay(tool: &Tool, fd: u32) {
    let process = tool.process.clone();
    let sends = async {
        while let Ok(part) = process.read(0, 4096).await {
            if part.is_empty() || process.write(fd, &part).await.is_err() {
                break;
            }
        }
        // The end of input does not end what comes back.
        std::future::pending::<()>().await;
    };
    let receives = async {
        while let Ok(part) = process.read(fd, 4096).await {
            if part.is_empty() {
                break;
            }
            let _ = process.write(1, &part).await;
        }
    };
    select(receives, sends).await;
}

#[cfg(test)]
mod tests {
    use super::super::kit::testing::Machine;

    #[test]
    fn ports_are_tried() {
        let m = Machine::gnu();
        m.start("python3 -m http.server 8765");
        let ran = m.run("nc -zv localhost 8765");
        assert_eq!(
            (ran.err.as_str(), ran.code),
            ("Connection to localhost (127.0.0.1) 8765 port [tcp/*] succeeded!\n", 0)
        );
        assert_eq!(
            m.bad("nc -zv localhost 1").0,
            "nc: connect to localhost (127.0.0.1) port 1 (tcp) failed: Connection refused\n"
        );
        let out = m.run_with("nc localhost 8765", "GET /nope HTTP/1.0\r\n\r\n").out;
        assert!(out.starts_with("HTTP/1.0 404"), "{out}");
    }
}
