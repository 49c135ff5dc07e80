// The budgets' figures as a learner's browser has them. They are printed, with "figure: " before each, and never asserted:
// a slow machine is not a broken page.

import test from 'node:test';
import { openPage } from './harness.mjs';
import { kilobytes, sizes, sum } from './sizes.mjs';

const RUNS = 5;

function median(numbers) {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];
}

function figure(text) {
  console.log(`figure: ${text}`);
}

/** Runs in the page: notes when a prompt first stands beside a visible terminal. */
function watchForPrompt() {
  const seen = () => {
    const input = document.querySelector('[aria-label*="Terminal"]');
    const log = document.querySelector('[role="log"]');
    const text = `${log?.textContent}${input?.parentElement?.textContent}`;
    if (!input?.getClientRects().length || !/[$#]\s*$/.test(text)) return;
    observer.disconnect();
    // After the frame that shows it.
    requestAnimationFrame(() => setTimeout(() => (window.firstPrompt = performance.now())));
  };
  const observer = new MutationObserver(seen);
  observer.observe(document, { childList: true, subtree: true, characterData: true });
}

/** Runs in the page: notes for each Enter how long it takes until what it printed is painted. */
function watchForPaint() {
  window.paints = [];
  window.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter') return;
    const start = event.timeStamp;
    const log = document.querySelector('[role="log"]');
    const headers = () => log.textContent.split('CONTAINER ID').length;
    const before = headers();
    const observer = new MutationObserver(() => {
      if (headers() === before) return;
      observer.disconnect();
      const handled = performance.now() - start;
      requestAnimationFrame(() => setTimeout(() => window.paints.push([handled, performance.now() - start])));
    });
    observer.observe(log, { childList: true, subtree: true, characterData: true });
  }, true);
}

test('bytes and time to the first prompt', async () => {
  const times = [];
  let requested = [];
  for (let run = 0; run < RUNS; run += 1) {
    const drydock = await openPage({ prepare: (page) => page.addInitScript(watchForPrompt) });
    await drydock.page.waitForFunction(() => window.firstPrompt);
    requested = [...new Set(drydock.requested)];
    times.push(await drydock.page.evaluate(() => window.firstPrompt));
    await drydock.close();
  }
  const all = sizes();
  const page = all.filter((row) => requested.includes(row.name));
  const node = all.filter((row) => row.name.startsWith('node_runtime'));
  figure(`page to first prompt: ${kilobytes(sum(page, 'brotli'))} brotli in ${page.length} files (budget 350 kB)`);
  if (node.length > 0) figure(`node runtime: ${kilobytes(sum(node, 'brotli'))} brotli (budget 800 kB)`);
  figure(`time to first prompt: ${median(times).toFixed(0)} ms (median of ${RUNS}, worst ${Math.max(...times).toFixed(0)})`);
});

test('time from Enter to paint', async () => {
  const drydock = await openPage();
  await drydock.waitForPrompt();
  await drydock.page.evaluate(watchForPaint);
  for (let run = 1; run <= 20; run += 1) {
    await drydock.enter('docker ps');
    await drydock.page.waitForFunction((count) => window.paints.length >= count, run);
  }
  const paints = await drydock.page.evaluate(() => window.paints);
  const [handled, painted] = [0, 1].map((kind) => median(paints.map((paint) => paint[kind])).toFixed(1));
  figure(`docker ps, Enter to paint: ${painted} ms (median of ${paints.length}; ${handled} ms until printed; budget 16.7 ms)`);
  await drydock.close();
});
