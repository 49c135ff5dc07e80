// The terminal as a learner uses it: names that assistive technology relies on, keys, paste, and what stays after a reload.

import test from 'node:test';
import assert from 'node:assert/strict';
import { openPage, PROMPT } from './harness.mjs';

const value = (drydock) => drydock.input.inputValue();

/** Types text as a person does, key by key. */
const write = (drydock, text) => drydock.input.pressSequentially(text);

test('the terminal has one field, one log, and its text is what a terminal says', async () => {
  const drydock = await openPage();
  await drydock.waitForPrompt();
  assert.equal(await drydock.input.getAttribute('aria-label'), 'Terminal');
  assert.ok(['INPUT', 'TEXTAREA'].includes(await drydock.input.evaluate((input) => input.tagName)));
  assert.equal(await drydock.page.locator('[role=log]').count(), 1);
  assert.equal(await drydock.type('printf "one  \\n\\n  two\\n"'), 'one\n\n  two');
  assert.equal(await drydock.type('echo "$((6 * 7))"'), '42');
  const text = await drydock.log.innerText();
  assert.ok(!/[ \t]\n/.test(text) && !text.startsWith('\n'), JSON.stringify(text));
  assert.deepEqual(drydock.errors, []);
  await drydock.close();
});

test('editing keys and history are those of a shell', async () => {
  const drydock = await openPage();
  await drydock.waitForPrompt();
  await drydock.type('echo first');
  await drydock.type('echo second');
  await drydock.press('ArrowUp');
  await drydock.press('ArrowUp');
  assert.equal(await value(drydock), 'echo first');
  await drydock.press('ArrowDown');
  await drydock.press('Control+w');
  await write(drydock, 'third');
  await drydock.press('Control+a');
  await write(drydock, 'X');
  await drydock.press('Control+e');
  await write(drydock, 'Y');
  assert.equal(await value(drydock), 'Xecho thirdY');
  await drydock.press('Control+u');
  assert.equal(await value(drydock), '');
  await drydock.press('Control+r');
  await write(drydock, 'fir');
  await drydock.press('Enter');
  const screen = await drydock.waitForPrompt(/first\n[^\n]*\$ ?$/);
  assert.ok(screen.includes('$ echo first'));
  await drydock.press('Control+l');
  await drydock.page.waitForFunction(() => !document.querySelector('[role=log]').innerText.includes('first'));
  assert.match(await drydock.screen(), PROMPT);
  await drydock.close();
});

test('Ctrl-C ends a program and drops a line, Ctrl-D ends input', async () => {
  const drydock = await openPage();
  await drydock.waitForPrompt();
  await drydock.enter('sleep 1000');
  await drydock.page.waitForTimeout(200);
  await drydock.press('Control+c');
  await drydock.waitForPrompt(/\^C\n[^\n]*\$ ?$/);
  assert.equal(await drydock.type('echo $?'), '130');
  await write(drydock, 'half a line');
  await drydock.press('Control+c');
  await drydock.waitForPrompt(/half a line\^C\n[^\n]*\$ ?$/);
  assert.equal(await value(drydock), '');
  await drydock.enter('cat');
  await drydock.enter('hello');
  await drydock.waitForPrompt(/hello\nhello$/);
  await drydock.press('Control+d');
  await drydock.waitForPrompt();
  await drydock.close();
});

test('lines pasted together run one by one, lines typed ahead wait', async () => {
  const drydock = await openPage();
  await drydock.waitForPrompt();
  await drydock.input.evaluate((input) => {
    input.value = 'echo one\necho two\necho thr';
    input.dispatchEvent(new InputEvent('input', { bubbles: true }));
  });
  await drydock.waitForPrompt(/one\n[^\n]*two\ntwo\n[^\n]*\$ ?$/);
  assert.equal(await value(drydock), 'echo thr');
  await drydock.press('Control+u');
  await drydock.enter('sleep 1');
  await drydock.enter('echo after');
  await drydock.waitForPrompt(/\$ echo after\nafter\n[^\n]*\$ ?$/);
  await drydock.close();
});

test('ten thousand lines stay whole and quick', async () => {
  const drydock = await openPage();
  await drydock.waitForPrompt();
  await drydock.type('seq 10000', { timeout: 60_000 });
  const lines = (await drydock.log.innerText()).split('\n');
  assert.ok(lines.length > 9_900 && lines.includes('9999'), `${lines.length} lines`);
  const paint = await drydock.page.evaluate(async () => {
    const input = document.querySelector('[aria-label=Terminal]');
    const start = performance.now();
    input.value = 'echo x';
    input.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }));
    const handled = performance.now() - start;
    await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
    return [handled, performance.now() - start];
  });
  console.log(`figure: a line below 10,000 others: ${paint[0].toFixed(1)} ms until printed, ${paint[1].toFixed(1)} ms until painted`);
  await drydock.close();
});

test('a reload keeps the session, undo takes back a step, two tabs keep apart', async () => {
  const drydock = await openPage();
  await drydock.waitForPrompt();
  await drydock.type('echo kept > note');
  await drydock.type('echo more >> note');
  await drydock.page.waitForTimeout(500);
  await drydock.page.reload();
  await drydock.waitForPrompt();
  assert.equal(await drydock.type('cat note'), 'kept\nmore');
  await drydock.page.getByRole('button', { name: 'Undo the last step' }).click();
  await drydock.page.getByRole('button', { name: 'Undo the last step' }).click();
  await drydock.waitForPrompt(/\$ echo kept > note\n[^\n]*\$ ?$/);
  assert.equal(await drydock.type('cat note'), 'kept');

  const second = await drydock.page.context().newPage();
  await second.goto(drydock.page.url());
  const alert = second.getByRole('alert');
  await alert.waitFor();
  assert.match(await alert.innerText(), /another tab/);
  const input = second.locator('[aria-label=Terminal]');
  await input.fill('rm note');
  await input.press('Enter');
  await second.waitForTimeout(600);
  await drydock.page.reload();
  await drydock.waitForPrompt();
  assert.equal(await drydock.type('cat note'), 'kept');
  await drydock.close();
});
