// Puts NAME.br and NAME.gz beside every file of dist/ that gets smaller by it. The same input gives the same bytes.

import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const DIST = path.join(import.meta.dirname, '..', '..', 'dist');
/** Below this many bytes a header costs more than is won. */
const LEAST = 512;
/** Of these nothing is left to compress. */
const DENSE = new Set(['.br', '.gz', '.png', '.woff2']);

const sums = { raw: 0, gzip: 0, brotli: 0 };
let files = 0;
for (const entry of readdirSync(DIST, { recursive: true, withFileTypes: true })) {
  if (!entry.isFile() || DENSE.has(path.extname(entry.name))) continue;
  const file = path.join(entry.parentPath ?? entry.path, entry.name);
  const bytes = readFileSync(file);
  if (bytes.length < LEAST) continue;
  const gzip = gzipSync(bytes, { level: 9 });
  // The byte that names the system that compressed it is 255: unknown.
  gzip[9] = 255;
  const brotli = brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } });
  for (const [ending, shorter] of [['gz', gzip], ['br', brotli]]) {
    if (shorter.length < bytes.length) writeFileSync(`${file}.${ending}`, shorter);
  }
  sums.raw += bytes.length;
  sums.gzip += gzip.length;
  sums.brotli += brotli.length;
  files += 1;
}
const kB = (bytes) => `${Math.round(bytes / 1000)} kB`;
console.log(`dist/: ${files} files, ${kB(sums.raw)}, with gzip ${kB(sums.gzip)}, with brotli ${kB(sums.brotli)}`);
