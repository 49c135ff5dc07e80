// What the built page weighs: each file raw, with gzip and with brotli. `node tests/browser/sizes.mjs` prints the table.

import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { createHash } from 'node:crypto';

const ROOT = path.join(import.meta.dirname, '..', '..');
export const DIST = path.join(ROOT, 'dist');
/** Sizes by content digest: brotli at its best takes seconds for a large file. */
const CACHE = path.join(ROOT, 'target', 'browser', 'sizes.json');

/** The sizes of every file in dist/, as `[{ name, raw, gzip, brotli }]`, sorted by name. */
export function sizes() {
  const cache = existsSync(CACHE) ? JSON.parse(readFileSync(CACHE, 'utf8')) : {};
  const found = {};
  const files = readdirSync(DIST, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const rows = files.map((entry) => {
    const file = path.join(entry.parentPath ?? entry.path, entry.name);
    const bytes = readFileSync(file);
    const digest = createHash('sha256').update(bytes).digest('hex');
    found[digest] = cache[digest] ?? {
      raw: bytes.length,
      gzip: gzipSync(bytes, { level: 9 }).length,
      brotli: brotliCompressSync(bytes).length,
    };
    return { name: path.relative(DIST, file).split(path.sep).join('/'), ...found[digest] };
  });
  mkdirSync(path.dirname(CACHE), { recursive: true });
  writeFileSync(CACHE, JSON.stringify(found));
  return rows.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Bytes as kB, as Docker and the budgets count them: 1 kB is 1000 bytes. */
export function kilobytes(bytes) {
  return `${(bytes / 1000).toFixed(1)} kB`;
}

/** The sum of one kind of size. */
export function sum(rows, kind) {
  return rows.reduce((total, row) => total + row[kind], 0);
}

function print() {
  const all = sizes();
  // The data that is fetched when first asked for is many small files: its sum says enough.
  const data = all.filter((row) => row.name.startsWith('static/'));
  const total = { name: `static/ (${data.length} files)` };
  for (const kind of ['raw', 'gzip', 'brotli']) total[kind] = sum(data, kind);
  const line = (name, cells) => console.log(name.padEnd(44) + cells.map((cell) => String(cell).padStart(12)).join(''));
  line('dist/', ['raw', 'gzip', 'brotli']);
  for (const row of [...all.filter((row) => !data.includes(row)), total]) {
    line(row.name, [row.raw, row.gzip, row.brotli].map(kilobytes));
  }
}

if (process.argv[1] && path.resolve(process.argv[1]) === import.meta.filename) print();
