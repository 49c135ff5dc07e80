// Links: a session goes into an address and comes out of it, at any step; and whatever else somebody writes into an
// address is told apart from a session and costs nothing.

import test from 'node:test';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { openPage } from './harness.mjs';

/** A first visit would begin a lesson; what is shared of a lesson is the lesson itself. */
const inSandbox = (page) => page.addInitScript(() => localStorage.setItem('drydock:place', 'sandbox'));

const KEPT = /^drydock:journal:(sandbox|lesson basics)/;

/** An address that carries this text as a link's squeezed part. */
const squeezed = (text) => `#j=1.${deflateRawSync(text).toString('base64url')}`;

/** Opens the share menu and copies as one of its forms. */
async function copied(drydock, form) {
  const { page } = drydock;
  await page.getByRole('button', { name: 'Share', exact: true }).click();
  await page.getByRole('button', { name: `Copy as ${form}`, exact: true }).click();
  const text = await page.getByLabel('What was copied').inputValue();
  await page.keyboard.press('Escape');
  return text;
}

test('a link brings a session back, and one says at which step', async () => {
  const first = await openPage({ prepare: inSandbox });
  await first.waitForPrompt();
  await first.type('docker run --name one hello-world', { timeout: 60_000 });
  await first.type('docker run -d --name web nginx:alpine', { timeout: 60_000 });
  await first.type('docker stop web');
  const seen = await first.screen();
  const link = await copied(first, 'link');
  const tag = await copied(first, 'tag');
  const markdown = await copied(first, 'Markdown');
  const transcript = await copied(first, 'transcript');
  await first.page.getByRole('button', { name: 'Share', exact: true }).click();
  await first.shot('share');
  await first.close();
  console.log(`figure: link for three commands: ${link.length} characters`);
  assert.ok(link.length < 2000);
  assert.ok(transcript.includes('docker stop web\nweb\n') && !transcript.trimEnd().endsWith('$'));
  assert.ok(markdown.startsWith('```console\n') && markdown.includes(`(${link.split("#")[0]}#j=1.`));
  assert.match(tag, /^<iframe src="http[^"]+#j=1\.[-\w]+" title="Drydock"/);

  const second = await openPage({ address: new URL(link).hash });
  await second.waitForPrompt(/web\n[^\n]*\$ ?$/);
  assert.equal(await second.screen(), seen);
  await second.page.getByRole('button', { name: /^Container web, exited \(0\)/ }).waitFor();
  await second.type('docker rm web');
  await second.page.waitForTimeout(400);
  await second.page.reload();
  await second.page.getByText('You went on from this link before').waitFor();
  await second.waitForPrompt(/docker rm web\nweb\n[^\n]*\$ ?$/);
  await second.page.getByRole('button', { name: 'Start as the link was' }).click();
  await second.waitForPrompt(/docker stop web\nweb\n[^\n]*\$ ?$/);
  await second.close();

  const third = await openPage({ address: `${new URL(link).hash}&s=1` });
  await third.waitForPrompt();
  assert.equal(await third.page.locator('.timeline [aria-current]').innerText(), 'run one');
  await third.page.getByRole('button', { name: 'Redo the step' }).click();
  await third.page.getByRole('button', { name: /^Container web, running/ }).waitFor();
  await third.close();
});

test('the first note as a link is short', async () => {
  const file = path.join(import.meta.dirname, '..', 'transcripts', 'notes-1.md');
  const lines = readFileSync(file, 'utf8').split('\n').filter((line) => line.startsWith('$ ')).map((line) => line.slice(2));
  const drydock = await openPage({ prepare: inSandbox });
  await drydock.waitForPrompt();
  for (const line of lines.filter((line) => !/node|python|-it/.test(line))) await drydock.type(line, { timeout: 60_000 });
  const link = await copied(drydock, 'link');
  console.log(`figure: link for ${lines.length} commands of a note: ${link.length} characters (an exercise should stay below 2000)`);
  assert.ok(link.length < 2000);
  await drydock.close();
});

for (const [name, address, words] of [
  ['is no link', '#j=hello', 'This link is damaged'],
  ['is cut off', '#j=1.jY9BCsIw', 'This link is damaged'],
  ['is of a later version', '#j=2.AAAA', 'later version'],
  ['is no journal', squeezed('{"a":"<img src=x onerror=alert(1)>"}'), 'This link is damaged'],
  ['is huge', `#j=1.${'A'.repeat(300_000)}`, 'more than Drydock opens'],
  ['grows huge', squeezed(' '.repeat(50_000_000)), 'more than Drydock opens'],
  ['waits for ever', squeezed(`[1,"0.1.0",1,"",0,${Number.MAX_SAFE_INTEGER},"ls"]`), 'more than Drydock opens'],
]) {
  test(`a link that ${name} is refused and nothing is lost`, async () => {
    const own = await openPage();
    await own.waitForPrompt();
    await own.type('echo mine');
    await own.page.waitForTimeout(400);
    const storageState = await own.page.context().storageState();
    await own.close();
    const drydock = await openPage({ address, storageState });
    await drydock.page.getByRole('alert').getByText(words).waitFor();
    const screen = await drydock.waitForPrompt();
    assert.match(screen, /echo mine\nmine\n/);
    assert.equal(await drydock.type('echo still here'), 'still here');
    const stored = await drydock.page.evaluate(() => Object.entries(localStorage));
    const kept = stored.filter(([key]) => KEPT.test(key)).map(([, text]) => text).join();
    assert.match(kept, /echo mine/);
    assert.deepEqual(drydock.errors, []);
    if (name === 'is no link') await drydock.shot('link-refused');
    await drydock.close();
  });
}

test('what a link says is text: it is typed in the world and nowhere else', async () => {
  const script = '<img src=x onerror="window.hit=1"><script>window.hit=1</script>';
  const entries = [1000, `echo '${script}'`, 5000, { File: { host: 0, path: '/home/learner/x.html', text: script } }];
  const drydock = await openPage({ address: squeezed(JSON.stringify([1, '0.1.0', 5, script, 90_000_000, ...entries])) });
  const screen = await drydock.waitForPrompt();
  assert.ok(screen.includes(`\n${script}\n`));
  await drydock.page.waitForTimeout(300);
  assert.equal(await drydock.page.evaluate(() => window.hit), undefined);
  assert.deepEqual(drydock.errors, []);
  await drydock.close();
});

test('a link that never ends leaves the page alive', async () => {
  const lines = ['while true; do echo x; done'];
  const journal = [1, '0.1.0', 1, '', 27 * 86_400_000_000, ...lines.flatMap((line) => [1000, line])];
  const drydock = await openPage({ address: squeezed(JSON.stringify(journal)) });
  await drydock.page.getByText('This link takes long to play').waitFor({ timeout: 90_000 });
  await drydock.page.getByRole('button', { name: /^Colours/ }).click();
  await drydock.press('Control+c');
  await drydock.waitForPrompt();
  assert.equal(await drydock.type('echo alive'), 'alive');
  await drydock.close();
});
