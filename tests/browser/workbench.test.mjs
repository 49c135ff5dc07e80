// The workbench around the terminal: the map follows every command, files are edited, pages of containers open, and
// colours, sizes and keys work.

import test from 'node:test';
import assert from 'node:assert/strict';
import { openPage } from './harness.mjs';

/** The names of the map's nodes, as assistive technology reads them. */
const nodes = (drydock) =>
  drydock.page.evaluate(() => [...document.querySelectorAll('figure button[aria-label]')].map((node) => node.ariaLabel));

/** Waits until the map has a node with this name. */
const node = (drydock, name) => drydock.page.getByRole('figure').getByRole('button', { name, exact: true }).waitFor();

test('the map follows pull, run, stop and rm', async () => {
  const drydock = await openPage();
  await drydock.waitForPrompt();
  await drydock.page.getByText('No images yet').waitFor();
  await drydock.enter('docker pull node');
  await drydock.page.locator('figure .is-pulling').first().waitFor();
  await drydock.waitForPrompt(undefined, { timeout: 60_000 });
  await node(drydock, /^Image node:latest, \d+ layers$/);
  await drydock.type('docker pull nginx:alpine');
  await drydock.type('docker run -d --name web1 -p 3001:80 nginx:alpine');
  await node(drydock, 'Container web1, running, from nginx:alpine, port 3001→80');
  await drydock.type('docker create --name web2 nginx:alpine');
  await node(drydock, 'Container web2, created, from nginx:alpine');
  await drydock.type('docker kill web1');
  await node(drydock, 'Container web1, exited (137), from nginx:alpine');
  await drydock.type('docker rm web1 web2');
  await drydock.page.getByText('No containers').waitFor();
  assert.ok((await nodes(drydock)).every((name) => !name.startsWith('Container')));
  assert.deepEqual(drydock.errors, []);
  await drydock.close();
});

test('a click in the picture puts a command at the prompt and opens the inspector', async () => {
  const drydock = await openPage();
  await drydock.waitForPrompt();
  await drydock.page.getByRole('button', { name: /^Hub repository redis/ }).click();
  assert.equal(await drydock.input.inputValue(), 'docker pull redis');
  await drydock.press('Control+u');
  await drydock.type('docker run hello-world', { timeout: 60_000 });
  await drydock.page.getByRole('button', { name: /^Container .*exited \(0\), from hello-world:latest$/ }).click();
  assert.match(await drydock.input.inputValue(), /^docker inspect \w+_\w+$/);
  await drydock.page.getByRole('button', { name: 'JSON' }).click();
  await drydock.page.locator('.json', { hasText: '"Image": "hello-world"' }).waitFor();
  await drydock.close();
});

test('the browser panel shows what a container publishes, and who refuses', async () => {
  const drydock = await openPage();
  await drydock.waitForPrompt();
  await drydock.page.getByRole('tab', { name: 'Browser' }).click();
  const address = drydock.page.getByLabel('Address');
  await address.fill('localhost:8080');
  await address.press('Enter');
  await drydock.page.getByText('localhost:8080 refused to connect.').waitFor();
  await drydock.type('docker run -d -p 8080:80 nginx:alpine', { timeout: 60_000 });
  await drydock.page.getByRole('button', { name: 'Reload', exact: true }).click();
  const frame = drydock.page.frameLocator('iframe.page-frame');
  await frame.getByText('Welcome to nginx!').first().waitFor();
  const sandbox = await drydock.page.locator('iframe.page-frame').getAttribute('sandbox');
  assert.ok(!sandbox.includes('allow-same-origin'));
  await drydock.close();
});

test('files are edited in the page and read in the terminal', async () => {
  const drydock = await openPage();
  await drydock.waitForPrompt();
  const editor = drydock.page.getByLabel('Dockerfile', { exact: true });
  await editor.fill('FROM alpine\nCMD echo hello\n');
  await drydock.page.getByText(/JSONArgsRecommended/).waitFor();
  assert.equal(await drydock.type('cat my-app/Dockerfile'), 'FROM alpine\nCMD echo hello');
  await drydock.type('echo "RUN true" >> my-app/Dockerfile');
  await drydock.page.waitForFunction(() => document.querySelector('[aria-label=Dockerfile]').value.endsWith('RUN true\n'));
  await drydock.page.getByRole('button', { name: 'New file' }).click();
  const name = drydock.page.getByLabel('Name of the new file');
  await name.fill('.dockerignore');
  await name.press('Enter');
  await drydock.page.getByLabel('.dockerignore', { exact: true }).fill('node_modules\n');
  assert.equal(await drydock.type('cat my-app/.dockerignore'), 'node_modules');
  await drydock.close();
});

for (const [width, height] of [[1440, 900], [1024, 768], [390, 844]]) {
  for (const colorScheme of ['light', 'dark']) {
    test(`the page at ${width}, ${colorScheme}`, async () => {
      const drydock = await openPage({ viewport: { width, height }, colorScheme });
      await drydock.waitForPrompt();
      assert.equal(await drydock.page.evaluate(() => document.documentElement.dataset.theme), colorScheme);
      await drydock.type('docker run -d --name web1 -p 3001:80 nginx:alpine', { timeout: 60_000 });
      await drydock.type('docker run -d --name web2 -p 3002:80 nginx:alpine');
      await drydock.type('docker run --name lab hello-world', { timeout: 60_000 });
      await drydock.page.waitForTimeout(500);
      const wide = await drydock.page.evaluate(() => document.documentElement.scrollWidth);
      assert.ok(wide <= width, `the page is ${wide} wide`);
      await drydock.shot(`workbench-${width}-${colorScheme}`);
      assert.deepEqual(drydock.errors, []);
      await drydock.close();
    });
  }
}

test('the theme is chosen in the page and kept', async () => {
  const drydock = await openPage({ colorScheme: 'light' });
  await drydock.waitForPrompt();
  const theme = () => drydock.page.evaluate(() => document.documentElement.dataset.theme);
  const button = drydock.page.getByRole('button', { name: /^Colours/ });
  await button.click();
  await button.click();
  assert.equal(await theme(), 'dark');
  await drydock.page.reload();
  assert.equal(await theme(), 'dark');
  await drydock.close();
});

test('the map is one stop for Tab, arrows lead along its structure, Escape leads back', async () => {
  const drydock = await openPage();
  await drydock.waitForPrompt();
  await drydock.type('docker run -d --name web1 nginx:alpine', { timeout: 60_000 });
  await node(drydock, 'Container web1, running, from nginx:alpine');
  assert.equal(await drydock.page.locator('figure button[tabindex="0"]').count(), 1);
  await drydock.page.keyboard.press('F6');
  const focused = () => drydock.page.evaluate(() => document.activeElement.ariaLabel);
  assert.equal(await focused(), 'Container web1, running, from nginx:alpine');
  await drydock.page.keyboard.press('ArrowLeft');
  assert.match(await focused(), /^(Image|Layer) /);
  await drydock.page.keyboard.press('Escape');
  assert.equal(await focused(), 'Terminal');
  await drydock.close();
});
