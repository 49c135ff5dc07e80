// The lesson's panel: a first visit lands in the first lesson with a prompt that works; goals tick by themselves, help
// comes in grades, and nothing that a lesson offers runs a command by itself.

import test from 'node:test';
import assert from 'node:assert/strict';
import { openPage } from './harness.mjs';

const panel = (drydock) => drydock.page.getByRole('complementary', { name: 'Lesson' });
const button = (drydock, name) => panel(drydock).getByRole('button', { name, exact: true });

test('a first visit is led from the first prompt to a solved lesson', async () => {
  const drydock = await openPage();
  await drydock.waitForPrompt();
  const lesson = panel(drydock);
  await lesson.getByRole('heading', { level: 1, name: 'Run something' }).waitFor();
  await lesson.getByText('Step 1 of 3', { exact: true }).waitFor();
  await drydock.shot('lesson-first');
  await lesson.getByTitle('Put at the prompt: docker run hello-world').click();
  assert.equal(await drydock.input.inputValue(), 'docker run hello-world');
  assert.equal(await lesson.locator('.goals .done').count(), 0);
  await drydock.input.press('Enter');
  await lesson.locator('.goals .done').waitFor({ timeout: 60_000 });
  await button(drydock, 'Next step').click();
  await lesson.getByText('A container was made, and it is not running any more').click();
  await lesson.getByText('Right.').waitFor();
  await drydock.shot('lesson-prediction');
  await button(drydock, 'Next step').click();
  await drydock.type('docker rm nonesuch');
  await lesson.locator('.goals .reason').first().waitFor();
  await drydock.shot('lesson-reason');
  await drydock.type('docker rm $(docker ps -aq)');
  await lesson.getByRole('region', { name: 'Lesson done' }).waitFor();
  await drydock.shot('lesson-done');
  await drydock.page.getByRole('button', { name: 'Undo the last step' }).click();
  await lesson.locator('.goals .todo').first().waitFor();
  await drydock.page.waitForTimeout(400);
  await drydock.page.reload();
  await drydock.waitForPrompt();
  await lesson.getByText('Step 3 of 3', { exact: true }).waitFor();
  assert.deepEqual(drydock.errors, []);
  await drydock.close();
});

test('hints come one by one, the solution is asked for once and goes to the prompt', async () => {
  const drydock = await openPage();
  await drydock.waitForPrompt();
  await button(drydock, 'Hint').click();
  await panel(drydock).getByText('Hint 1').waitFor();
  await button(drydock, 'Next hint').click();
  await panel(drydock).getByText('Hint 2').waitFor();
  await button(drydock, 'Show solution').click();
  await button(drydock, 'Show').click();
  await button(drydock, 'Next move to the prompt').click();
  assert.equal(await drydock.input.inputValue(), 'docker run hello-world');
  await drydock.shot('lesson-solution');
  await drydock.close();
});

test('the rail opens the lesson over the map, and on a phone the bar does', async () => {
  for (const [width, height] of [[1024, 768], [390, 844]]) {
    const drydock = await openPage({ viewport: { width, height } });
    await drydock.waitForPrompt();
    const open = width < 560 ? drydock.page.getByRole('button', { name: /^Lesson: Your first container/ }) : button(drydock, 'Open the lesson');
    await open.waitFor();
    await drydock.shot(`lesson-closed-${width}`);
    await open.click();
    await panel(drydock).getByRole('heading', { level: 1, name: 'Run something' }).waitFor();
    const wide = await drydock.page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(wide <= width);
    await drydock.shot(`lesson-open-${width}`);
    await button(drydock, "Close the lesson's panel").click();
    await drydock.type('echo still here');
    await drydock.close();
  }
});

test('a lesson is named in the address, and what cannot be read is said', async () => {
  const named = await openPage({ address: '?lesson=one-image-many-containers' });
  await named.waitForPrompt();
  await panel(named).getByRole('heading', { level: 1, name: 'An image alone runs nothing' }).waitFor();
  await named.page.getByRole('button', { name: 'Sandbox', exact: true }).click();
  await named.page.getByRole('button', { name: 'Lessons', exact: true }).waitFor();
  await named.waitForPrompt();
  assert.equal(await panel(named).count(), 0);
  await named.close();
  for (const name of ['nonesuch', '../../index.html', '<img src=x onerror=alert(1)>', 'static/drydock.css.md', 'x'.repeat(5000)]) {
    const drydock = await openPage({ address: `?lesson=${encodeURIComponent(name)}` });
    await drydock.page.getByRole('alert').getByText(/There is no lesson|cannot be read/).waitFor();
    await drydock.waitForPrompt();
    await drydock.close();
  }
});

test('a hostile lesson is text', async () => {
  const prepare = (page) => page.route('**/evil.md', (route) => route.fulfill({
    contentType: 'text/plain',
    body: [
      '---', 'title: <img src=x onerror="window.hit=1">', 'summary: s', 'minutes: 1', 'par: 1', '---', '',
      '## Story', '', '### <script>window.hit=1</script>', '',
      '[a](javascript:window.hit=1) <b onclick="window.hit=1">b</b>', '',
      '## Goals', '', '- [1] <img src=x onerror="window.hit=1">', '', '  ```check', '  image alpine', '  ```', '',
      '## Solution', '', '```console', '$ docker pull alpine', '```', '', '## Explain', '', 'x', '',
    ].join('\n'),
  }));
  const drydock = await openPage({ address: '?lesson=evil.md', prepare });
  await drydock.waitForPrompt();
  await panel(drydock).getByText('<script>window.hit=1</script>').waitFor();
  assert.equal(await panel(drydock).locator('a, img, script, b[onclick]').count(), 0);
  assert.equal(await drydock.page.evaluate(() => window.hit), undefined);
  await drydock.close();
});
