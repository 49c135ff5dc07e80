//! `ping`: whether an address answers. Every address on the simulated network does, in a time of its own.

use super::kit::{Options, Tool, floats, net};
use crate::base::time::{MILLI, SECOND};
use crate::os::{Disposition, Either, ExitStatus, ProgramFuture, Signal, select};
use crate::vfs::Errno;

const OPTIONS: Options = Options {
    spec: "4 6 c: i: w: W: t: s: q n +D +O +b +a +A +f I: +v",
    gnu: "[options] <destination>",
    busybox: "[OPTIONS] HOST",
};

/// Sends packets until it is told to stop.
pub(super) fn main(tool: Tool) -> ProgramFuture {
    Box::pin(run(tool))
}

/// What was sent and what came back.
#[derive(Default)]
struct Count {
    sent: u64,
    received: u64,
    /// Microseconds of each answer.
    times: Vec<u64>,
}

async fn run(mut tool: Tool) -> ExitStatus {
    let Some(opts) = tool.options(&OPTIONS) else { return tool.end().await };
    let Some(host) = opts.rest.last().cloned() else {
        if tool.busybox {
            tool.usage_error("", &OPTIONS);
        } else {
            tool.err("ping: usage error: Destination address required\n");
            tool.status = 1;
        }
        return tool.end().await;
    };
    let number = |key: &str| opts.value(key).map(|text| floats::parse(text).0);
    let count = number("c").map(|count| count as u64);
    let interval = (number("i").unwrap_or(1.0) * SECOND as f64) as u64;
    let deadline = number("w").map(|seconds| (seconds * SECOND as f64) as u64);
    let wait = (number("W").unwrap_or(1.0) * SECOND as f64) as u64;
    let size = number("s").map_or(56, |size| size as u64);
    let process = tool.process.clone();
    let Some(ip) = process.resolve(&host).first().copied() else {
        process.sleep(5 * MILLI).await;
        unknown(&mut tool, &host);
        return tool.end().await;
    };
    let answers = net::reach(&process, ip);
    if let Err(Errno::NetUnreach) = answers {
        if tool.busybox {
            tool.line(&format!("PING {host} ({ip}): {size} data bytes"));
            let why = tool.words(Errno::NetUnreach);
            tool.fail(&format!("sendto: {why}"));
        } else {
            tool.note("connect: Network is unreachable");
            tool.status = 2;
        }
        return tool.end().await;
    }
    if tool.busybox {
        tool.line(&format!("PING {host} ({ip}): {size} data bytes"));
    } else {
        tool.line(&format!("PING {host} ({ip}) {size}({}) bytes of data.", size + 28));
    }
    tool.flush().await;
    process.on_signal(Signal::INT, Some(Disposition::Catch));
    let started = process.now();
    let mut sums = Count::default();
    let shown = net::name_of(&process, ip).filter(|_| !tool.busybox).unwrap_or_default();
    let label = if shown.is_empty() { ip.to_string() } else { format!("{shown} ({ip})") };
    let end = deadline.map(|deadline| started.plus(deadline));
    loop {
        let sequence = sums.sent + u64::from(!tool.busybox);
        sums.sent += 1;
        if answers.is_ok() {
            // The first answer takes longer: the neighbour has to be found.
            let jitter = (u64::from(ip.number()) ^ (sums.sent * 37)) % 29;
            let first = if sums.sent == 1 { 38 } else { 0 };
            let micros = jitter + if ip.is_loopback() { 31 } else { 74 + first };
            process.sleep(micros).await;
            sums.received += 1;
            sums.times.push(micros);
            if !opts.has("q") {
                let (whole, part) = (micros / 1000, micros % 1000);
                let text = if tool.busybox {
                    format!("{} bytes from {ip}: seq={sequence} ttl=64 time={whole}.{part:03} ms", size + 8)
                } else {
                    format!("{} bytes from {label}: icmp_seq={sequence} ttl=64 time={whole}.{part:03} ms", size + 8)
                };
                tool.line(&text);
                tool.flush().await;
            }
        }
        if count.is_some_and(|count| sums.sent >= count) {
            if answers.is_err() {
                process.sleep(wait).await;
                no_answer(&mut tool, net::own_ip(&process), sequence, answers);
            }
            break;
        }
        let pause = process.sleep(interval);
        if let Either::Right(_) = select(pause, process.next_signal()).await {
            break;
        }
        if end.is_some_and(|end| process.now() >= end) {
            break;
        }
        if sums.sent % 3 == 0 && answers.is_err() {
            no_answer(&mut tool, net::own_ip(&process), sequence, answers);
            tool.flush().await;
        }
    }
    let elapsed = process.now().since(started) / MILLI;
    summary(&mut tool, &host, &sums, elapsed);
    tool.end().await
}

/// A neighbour that is not there is reported by the own kernel.
fn no_answer(tool: &mut Tool, own: crate::os::Ip, sequence: u64, answers: Result<(), Errno>) {
    if answers == Err(Errno::HostUnreach) && !tool.busybox {
        tool.line(&format!("From {own} icmp_seq={sequence} Destination Host Unreachable"));
    }
}

/// A host without an address. Names with a dot lead to the internet, which is not there.
fn unknown(tool: &mut Tool, host: &str) {
    let outside = host.contains('.') && net::is_up(&tool.process);
    if tool.busybox {
        tool.fail(&format!("bad address '{host}'"));
    } else {
        let what = if outside { "Name or service not known" } else { "Temporary failure in name resolution" };
        tool.note(&format!("{host}: {what}"));
        tool.status = 2;
    }
    if outside {
        tool.err("drydock: there is no internet here: only this machine and its containers answer\n");
    }
}

fn summary(tool: &mut Tool, host: &str, sums: &Count, elapsed: u64) {
    let loss = (sums.sent - sums.received) * 100 / sums.sent.max(1);
    tool.line(&format!("\n--- {host} ping statistics ---"));
    if tool.busybox {
        tool.line(&format!(
            "{} packets transmitted, {} packets received, {loss}% packet loss",
            sums.sent, sums.received
        ));
    } else {
        tool.line(&format!(
            "{} packets transmitted, {} received, {loss}% packet loss, time {elapsed}ms",
            sums.sent, sums.received
        ));
    }
    if sums.received == 0 {
        tool.status = 1;
        if !tool.busybox {
            tool.line("");
        }
        return;
    }
    let text = |micros: u64| format!("{}.{:03}", micros / 1000, micros % 1000);
    let least = text(sums.times.iter().copied().min().unwrap_or(0));
    let most = text(sums.times.iter().copied().max().unwrap_or(0));
    let mean = sums.times.iter().sum::<u64>() / sums.received;
    if tool.busybox {
        tool.line(&format!("round-trip min/avg/max = {least}/{}/{most} ms", text(mean)));
    } else {
        let variance = sums.times.iter().map(|time| time.abs_diff(mean).pow(2)).sum::<u64>() / sums.received;
        tool.line(&format!("rtt min/avg/max/mdev = {least}/{}/{most}/{} ms", text(mean), text(variance.isqrt())));
    }
}

#[cfg(test)]
mod tests {
    use super::super::kit::testing::Machine;

    #[test]
    fn loopback_answers() {
        let m = Machine::gnu();
        let out = m.ok("ping -c 2 localhost");
        assert!(out.starts_with("PING localhost (127.0.0.1) 56(84) bytes of data.\n64 bytes from "), "{out}");
        assert!(out.contains("\n--- localhost ping statistics ---\n2 packets transmitted, 2 received, 0% packet loss"));
        let b = Machine::busybox();
        assert_eq!(b.bad("ping nope"), ("ping: bad address 'nope'\n".into(), 1));
    }
}
