//! A small server for dist/ on this machine: static files with the right types, never kept by the browser. Not meant for
//! the open network.

mod answer;

use std::io::{ErrorKind, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::thread;
use std::time::Duration;

use crate::place;
use crate::run::program;

/// How many ports after the wanted one are tried.
const PORTS_TRIED: u16 = 20;
/// Longest request that is read.
const REQUEST_BYTES_MAX: usize = 16 * 1024;

/// What `serve` is asked for.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Options {
    /// The first port to try.
    port: u16,
    /// Whether to open the page in the user's browser.
    open: bool,
}

impl Options {
    /// Reads the command line behind `serve`.
    ///
    /// # Errors
    /// Names the argument that cannot be read.
    pub(crate) fn parse(arguments: &[String]) -> Result<Self, String> {
        let mut options = Self { port: 8080, open: false };
        let mut rest = arguments.iter().map(String::as_str);
        while let Some(argument) = rest.next() {
            let value = match argument {
                "--open" => {
                    options.open = true;
                    continue;
                }
                "--port" => rest.next(),
                other => other.strip_prefix("--port="),
            };
            let port = value.ok_or_else(|| format!("serve takes --port N and --open, not {argument:?}"))?;
            options.port = port.parse().map_err(|_| format!("{port:?} is no port"))?;
        }
        Ok(options)
    }
}

/// Serves dist/ until the process is ended.
///
/// # Errors
/// Where no port can be had.
pub(crate) fn forever(options: &Options) -> Result<(), String> {
    let listener = listen(options.port)?;
    let address = listener.local_addr().map_err(|error| error.to_string())?;
    let url = format!("http://{address}/");
    println!("Drydock is on {url} (Ctrl-C ends it)");
    if options.open {
        open(&url);
    }
    for stream in listener.incoming().flatten() {
        thread::spawn(move || {
            // A browser that hangs up early is no news.
            let _ = serve(stream);
        });
    }
    Ok(())
}

fn listen(first: u16) -> Result<TcpListener, String> {
    for port in first..=first.saturating_add(PORTS_TRIED) {
        match TcpListener::bind(("127.0.0.1", port)) {
            Ok(listener) => return Ok(listener),
            Err(error) if error.kind() == ErrorKind::AddrInUse => println!("port {port} is taken, trying the next"),
            Err(error) => return Err(format!("cannot listen on port {port}: {error}; choose one with --port")),
        }
    }
    Err(format!("port {first} and the {PORTS_TRIED} after it are taken; choose one with --port"))
}

/// Opens the page in the user's browser, and says so where that does not work.
fn open(url: &str) {
    let (opener, arguments): (&str, &[&str]) = match std::env::consts::OS {
        "macos" => ("open", &[]),
        "windows" => ("cmd", &["/C", "start"]),
        _ => ("xdg-open", &[]),
    };
    if program(opener).args(arguments).arg(url).spawn().is_err() {
        println!("no {opener} to open a browser with; open {url} yourself");
    }
}

/// Answers the one request of a connection.
fn serve(mut stream: TcpStream) -> std::io::Result<()> {
    stream.set_read_timeout(Some(Duration::from_secs(10)))?;
    let mut request = Vec::new();
    let mut chunk = [0; 1024];
    while !request.windows(4).any(|bytes| bytes == b"\r\n\r\n") && request.len() < REQUEST_BYTES_MAX {
        match stream.read(&mut chunk)? {
            0 => break,
            count => request.extend_from_slice(&chunk[..count]),
        }
    }
    stream.write_all(&answer::answer(&String::from_utf8_lossy(&request), &place::dist()))
}

#[cfg(test)]
mod tests {
    use super::{Options, listen};

    fn parse(line: &str) -> Result<Options, String> {
        Options::parse(&line.split_whitespace().map(str::to_owned).collect::<Vec<_>>())
    }

    #[test]
    fn options_are_read_in_both_forms() {
        assert_eq!(parse(""), Ok(Options { port: 8080, open: false }));
        assert_eq!(parse("--open --port 90"), Ok(Options { port: 90, open: true }));
        assert_eq!(parse("--port=91"), Ok(Options { port: 91, open: false }));
        assert!(parse("--port").is_err() && parse("--port x").is_err() && parse("now").is_err());
    }

    #[test]
    fn a_taken_port_gives_the_next() {
        let taken = listen(20_080).unwrap().local_addr().unwrap().port();
        let first = listen(taken).unwrap();
        let second = listen(first.local_addr().unwrap().port()).unwrap();
        assert!(second.local_addr().unwrap().port() > first.local_addr().unwrap().port());
    }
}
