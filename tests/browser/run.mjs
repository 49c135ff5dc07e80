// Runs the browser tests in one process, so that they share one Chromium: `node tests/browser/run.mjs [NAME...]`, where
// each NAME is part of a file's name. Without names all *.test.mjs files run, in the order of their names.

import { readdirSync } from 'node:fs';

const wanted = process.argv.slice(2);
const files = readdirSync(import.meta.dirname).filter((file) => file.endsWith('.test.mjs')).sort();
for (const file of files) {
  if (wanted.length === 0 || wanted.some((name) => file.includes(name))) await import(`./${file}`);
}
