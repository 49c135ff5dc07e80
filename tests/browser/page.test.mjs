// The page as such: that it loads, and that nothing goes wrong while it does.

import test from 'node:test';
import assert from 'node:assert/strict';
import { openPage } from './harness.mjs';

test('the page loads without a complaint', async () => {
  const drydock = await openPage();
  await drydock.page.waitForLoadState('networkidle');
  assert.equal(await drydock.page.title(), 'Drydock');
  assert.deepEqual(drydock.errors, []);
  await drydock.shot('page');
  await drydock.close();
});
