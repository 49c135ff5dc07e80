//! Servers and clients.

use super::*;

#[test]
fn a_server_answers_its_own_client() {
    let code = r"
const http = require('http');
const server = http.createServer((req, res) => {
  let body = '';
  req.on('data', (part) => body += part);
  req.on('end', () => {
    if (req.url === '/json') { res.writeHead(201, { 'Content-Type': 'application/json' }); res.end(JSON.stringify({ m: req.method, body })); }
    else if (req.url === '/parts') { res.write('a'); res.write('b'); res.end('c'); }
    else { res.statusCode = 404; res.end('not found\n'); }
  });
});
server.listen(3000, () => {
  console.log(server.address());
  http.get('http://localhost:3000/', (res) => {
    console.log(res.statusCode, res.statusMessage, res.headers['content-length']);
    res.setEncoding('utf8'); res.on('data', (text) => console.log(JSON.stringify(text)));
    res.on('end', async () => {
      const made = await fetch('http://localhost:3000/json', { method: 'POST', body: 'xyz' });
      console.log(made.status, await made.json(), await (await fetch('http://localhost:3000/parts')).text());
      try { await fetch('http://localhost:1/'); } catch (error) { console.log(error.message, error.cause.code); }
      http.createServer().listen(3000).on('error', (error) => { console.log(error.message, error.errno); server.close(() => console.log('closed')); });
    });
  });
});
";
    let expected = "{ address: '::', family: 'IPv6', port: 3000 }\n404 Not Found 10\n\"not found\\n\"\n\
                    201 { m: 'POST', body: 'xyz' } abc\nfetch failed ECONNREFUSED\n\
                    listen EADDRINUSE: address already in use :::3000 -98\nclosed\n";
    assert_eq!(printed(code), expected);
}

#[test]
fn a_taken_port_is_an_uncaught_error_event() {
    let seen =
        run("const http = require('http');\nhttp.createServer().listen(80, () => http.createServer().listen(80));");
    let expected = "node:events:487\n      throw er; // Unhandled 'error' event\n      ^\n\nError: listen EADDRINUSE: address already in use :::80\n    at Server.setupListenHandle [as _listen2] (node:net:";
    assert!(seen.err.starts_with(expected), "{}", seen.err);
    assert!(
        seen.err.contains("\nEmitted 'error' event on Server instance at:\n    at emitErrorNT (node:net:"),
        "{}",
        seen.err
    );
    assert!(seen.err.ends_with(") {\n  code: 'EADDRINUSE',\n  errno: -98,\n  syscall: 'listen',\n  address: '::',\n  port: 80\n}\n\nNode.js v26.5.0\n") || seen.err.contains("  code: 'EADDRINUSE',\n"), "{}", seen.err);
}

#[test]
fn what_was_written_is_sent_though_the_connection_closes() {
    let code = r"
const http = require('http'), net = require('net');
const server = http.createServer((req, res) => res.end('whole')).listen(80, () => {
  const client = net.connect(80, 'localhost', () => client.write('GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'));
  let all = '';
  client.on('data', (part) => all += part).on('end', () => { console.log(all.split('\r\n').at(-1)); server.close(); });
});
";
    assert_eq!(printed(code), "whole\n");
}
