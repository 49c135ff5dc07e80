// The same inputs give the same bytes in wasm as natively: the page's module plays the native suite's session and must come
// to the digest that the native suite left in target/fingerprint.txt.

import test from 'node:test';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { openPage } from './harness.mjs';

const ROOT = path.join(import.meta.dirname, '..', '..');

test('the page comes to the native digest', async () => {
  const script = readFileSync(path.join(ROOT, 'tests', 'suite', 'determinism.txt'), 'utf8');
  const native = readFileSync(path.join(ROOT, 'target', 'fingerprint.txt'), 'utf8').trim();
  const drydock = await openPage();
  await drydock.waitForPrompt();
  const digest = await drydock.page.evaluate(async (lines) => {
    const bundle = await (await fetch('static/hub/bundle.txt')).text();
    return window.wasmBindings.fingerprint(bundle, lines);
  }, script);
  assert.equal(digest, native);
  await drydock.close();
});
