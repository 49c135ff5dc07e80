// What every browser test stands on: one server for dist/, one Chromium, and pages with a terminal to type into.
//
// The page is read as a person or a screen reader finds it: the input is the first element whose aria-label contains
// "Terminal", the output is the one element with role "log".

import { after } from 'node:test';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { chromium } from 'playwright-core';
import { serve } from './server.mjs';
import { DIST } from './sizes.mjs';

const SHOTS = path.join(DIST, '..', 'target', 'screenshots');
const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
/** A shell's prompt with nothing behind it, on the host or in a container. */
export const PROMPT = /(?:^|\n)[^\n]*[$#] ?$/;

let running;

/** The server and the browser, started once for all tests. */
function start() {
  running ??= Promise.all([
    serve(DIST),
    chromium.launch({ executablePath: process.env.CHROME || '/usr/bin/chromium', args: ARGUMENTS }),
  ]);
  return running;
}

/** Ends both, so that the process can end. */
export async function stop() {
  if (!running) return;
  const [server, browser] = await running;
  await browser.close();
  server.close();
}

after(stop);

/**
 * Opens the page in a new profile and returns it as a `Drydock`.
 *
 * `options.address` is added to the page's address (a query or fragment), `options.prepare(page)` runs before the page
 * loads, `options.base` is another server's address; the rest is Playwright's context options, such as `colorScheme`, `viewport` and `storageState`.
 */
export async function openPage({ address = '', prepare, base, ...options } = {}) {
  const [server, browser] = await start();
  // The worker that keeps the page's files is for one test; the others are quicker without.
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, serviceWorkers: 'block', ...options });
  const page = await context.newPage();
  const drydock = new Drydock(page);
  await prepare?.(page);
  await page.goto((base ?? server.url) + address);
  return drydock;
}

/** One open page. */
export class Drydock {
  constructor(page) {
    /** Playwright's page, for whatever has no helper here. */
    this.page = page;
    /** What went wrong in the page: console errors, exceptions, and requests that failed. */
    this.errors = [];
    /** Paths of the files that the page asked for, in order. */
    this.requested = [];
    this.input = page.locator('[aria-label*="Terminal"]').first();
    this.log = page.getByRole('log');
    page.on('console', (message) => message.type() === 'error' && this.errors.push(message.text()));
    page.on('pageerror', (error) => this.errors.push(String(error)));
    page.on('requestfailed', (request) => this.errors.push(`${request.url()}: ${request.failure()?.errorText}`));
    page.on('response', (response) => {
      const { pathname } = new URL(response.url());
      this.requested.push(pathname === '/' ? 'index.html' : decodeURIComponent(pathname.slice(1)));
      if (response.status() >= 400) this.errors.push(`${response.url()}: ${response.status()}`);
    });
  }

  /** The terminal's text as it stands: its output, and the prompt beside the input where that is not part of it. */
  async screen() {
    return this.page.evaluate(() => {
      const input = document.querySelector('[aria-label*="Terminal"]');
      const log = document.querySelector('[role="log"]');
      if (!input || !log) return '';
      const line = input.parentElement;
      const prompt = log.contains(line) || line.contains(log) ? '' : `\n${line.innerText}`;
      // A line's end that the browser adds for a block is not the program's.
      return (log.innerText + prompt).replaceAll('\u00a0', ' ').replace(/\n+$/, '');
    });
  }

  /** Waits until the terminal's last line matches; the shell's prompt unless told otherwise. */
  async waitForPrompt(pattern = PROMPT, { timeout = 30_000, unlike } = {}) {
    const end = Date.now() + timeout;
    for (;;) {
      const screen = await this.screen();
      if (screen !== unlike && pattern.test(screen)) return screen;
      if (Date.now() > end) throw new Error(`no ${pattern} after ${timeout} ms; the terminal shows:\n${screen}`);
      await this.page.waitForTimeout(10);
    }
  }

  /** Types a line and Enter, and does not wait for anything. */
  async enter(line) {
    await this.input.fill(line);
    await this.input.press('Enter');
  }

  /**
   * Types a line, waits for the prompt after it and returns what was printed between the two.
   * `prompt` is what to wait for where the line starts something else than a shell, such as `/> $/` for Node.
   */
  async type(line, { prompt = PROMPT, timeout } = {}) {
    const before = await this.screen();
    await this.enter(line);
    const screen = await this.waitForPrompt(prompt, { timeout, unlike: before });
    const added = screen.startsWith(before) ? screen.slice(before.length) : screen;
    // The echo of the line ends the old prompt's line; the new prompt is the last line.
    return added.split('\n').slice(1, -1).join('\n');
  }

  /** Presses a key, such as `Control+C`, in the terminal. */
  async press(key) {
    await this.input.press(key);
  }

  /** Saves a picture of the page as target/screenshots/NAME.png. */
  async shot(name, options = {}) {
    mkdirSync(SHOTS, { recursive: true });
    await this.page.screenshot({ path: path.join(SHOTS, `${name}.png`), animations: 'disabled', ...options });
  }

  async close() {
    await this.page.context().close();
  }
}
