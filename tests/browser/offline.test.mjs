// The page without a network: after one visit in which something was typed, everything is kept.

import test from 'node:test';
import assert from 'node:assert/strict';
import { openPage } from './harness.mjs';

test('after the first visit the page opens and runs Node without a network', async () => {
  const drydock = await openPage({ serviceWorkers: 'allow' });
  await drydock.waitForPrompt();
  await drydock.type('echo first');
  await drydock.page.evaluate(() => navigator.serviceWorker.ready.then(() => true));
  await drydock.page.context().setOffline(true);
  await drydock.page.reload();
  // The session is there again, and so is what was never fetched while there was a network.
  assert.match(await drydock.waitForPrompt(), /echo first\nfirst/);
  assert.equal(await drydock.page.evaluate(() => fetch('https://example.invalid/').then(() => 'answer', () => 'none')), 'none');
  const printed = await drydock.type('docker run --rm node:20-alpine node -p "6 * 7"', { timeout: 60_000 });
  assert.match(printed, /\n42$/);
  assert.deepEqual(drydock.errors.filter((error) => !error.includes('example.invalid') && !error.includes('ERR_INTERNET_DISCONNECTED')), []);
  await drydock.close();
});
