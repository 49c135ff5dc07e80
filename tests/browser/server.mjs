// Serves a folder's files on a free port of this machine, with the types that browsers ask for. For the tests only;
// people use `cargo xtask serve`.
//
// It sends the strictest policy that the page is to run under: scripts of its own, WebAssembly, and the inline scripts
// whose digests are named.

import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';

const TYPES = {
  '.css': 'text/css',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
};

/** What scripts a page may run: its inline scripts by their digests, else only files of its own. */
function policy(html) {
  const inline = [...html.matchAll(/<script(?![^>]*\ssrc=)[^>]*>([\s\S]*?)<\/script>/g)];
  const digests = inline.map(([, code]) => `'sha256-${createHash('sha256').update(code).digest('base64')}'`);
  return ["script-src 'self' 'wasm-unsafe-eval'", ...digests].join(' ');
}

/** Starts serving `folder`; resolves to `{ url, close }`. With `compress` it sends brotli, as a web server in earnest does. */
export async function serve(folder, { compress = false } = {}) {
  const compressed = new Map();
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url, 'http://localhost');
    // URL has resolved any `..` already, so the joined path stays below the folder.
    const file = path.join(folder, decodeURIComponent(pathname.endsWith('/') ? `${pathname}index.html` : pathname));
    try {
      let body = await readFile(file);
      const headers = { 'content-type': TYPES[path.extname(file)] ?? 'application/octet-stream' };
      if (file.endsWith('.html')) headers['content-security-policy'] = policy(body.toString());
      if (compress) {
        const params = { [constants.BROTLI_PARAM_QUALITY]: 9 };
        if (!compressed.has(file)) compressed.set(file, brotliCompressSync(body, { params }));
        body = compressed.get(file);
        headers['content-encoding'] = 'br';
      }
      response.writeHead(200, headers);
      response.end(body);
    } catch {
      response.writeHead(404, { 'content-type': 'text/plain' });
      response.end('no such file\n');
    }
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  return { url: `http://127.0.0.1:${server.address().port}/`, close };
}
