// Prints the numbers of the functions that ran until the first prompt stood, in a page that `cargo xtask profile` has made
// note them: narrow and wide windows, fast and slow processors, light and dark, since each takes some ways of its own.

import { setTimeout } from 'node:timers/promises';
import { openPage, stop } from './harness.mjs';

const VIEWPORTS = [{ width: 390, height: 844 }, { width: 1024, height: 768 }, { width: 1440, height: 900 }];
const SLOWER = [1, 4, 12];

const ran = new Set();
for (const viewport of VIEWPORTS) {
  for (const rate of SLOWER) {
    const drydock = await openPage({
      viewport,
      colorScheme: rate === 1 ? 'dark' : 'light',
      prepare: async (page) => {
        const session = await page.context().newCDPSession(page);
        await session.send('Emulation.setCPUThrottlingRate', { rate });
      },
    });
    await drydock.waitForPrompt(undefined, { timeout: 120_000 });
    // What is drawn a little later belongs to the first sight too.
    await setTimeout(1500);
    const numbers = await drydock.page.evaluate(() =>
      Object.entries(globalThis.noted).flatMap(([name, value]) => (/^~\d+$/.test(name) && value.value ? [name.slice(1)] : [])));
    numbers.forEach((number) => ran.add(number));
    await drydock.close();
  }
}
console.log([...ran].join(' '));
await stop();
