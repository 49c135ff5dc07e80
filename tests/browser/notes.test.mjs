// What learners write down in the first lesson of a Docker course, typed in the page: five sets of notes, every command of
// each. What is printed is tested in tests/transcripts; here it is the page that is looked at.

import test from 'node:test';
import assert from 'node:assert/strict';
import { openPage } from './harness.mjs';

const node = (drydock, name) => drydock.page.getByRole('figure').getByRole('button', { name }).first();
const NODE_PROMPT = /> ?$/;

async function open() {
  const drydock = await openPage();
  await drydock.waitForPrompt();
  return drydock;
}

/** Closes the page; nothing may have gone wrong in it. */
async function close(drydock) {
  assert.deepEqual(drydock.errors, []);
  await drydock.close();
}

test('notes 0: an image, a container that ends at once, and one to talk to', async () => {
  const drydock = await open();
  const pulled = await drydock.type('docker run node', { timeout: 90_000 });
  assert.match(pulled, /Unable to find image 'node:latest' locally/);
  assert.match(pulled, /Status: Downloaded newer image for node:latest/);
  await node(drydock, /^Image node:latest, \d+ layers/).waitFor();
  await node(drydock, /^Container \w+, exited \(0\), from node/).waitFor();
  const listed = await drydock.type('docker ps -a');
  assert.match(listed, /node +"docker-entrypoint\.s…" .* Exited \(0\)/);
  await drydock.type('docker run -it node', { prompt: NODE_PROMPT, timeout: 60_000 });
  await node(drydock, /^Container \w+, running, from node/).waitFor();
  assert.match(await drydock.type('1 + 1', { prompt: NODE_PROMPT }), /^2$/m);
  await drydock.shot('notes-0');
  await drydock.type('.exit');
  await close(drydock);
});

test('notes 1: what a pull prints, layer by layer', async () => {
  const drydock = await open();
  const pulled = await drydock.type('docker run node', { timeout: 90_000 });
  assert.match(pulled, /latest: Pulling from library\/node/);
  assert.equal(pulled.match(/[0-9a-f]{12}: Pull complete/g)?.length, 7);
  assert.match(pulled, /Digest: sha256:[0-9a-f]{64}/);
  await drydock.type('docker ps -a');
  await drydock.type('docker run -it node', { prompt: NODE_PROMPT, timeout: 60_000 });
  assert.match(await drydock.type("require('os').hostname()", { prompt: NODE_PROMPT }), /'[0-9a-f]{12}'/);
  await drydock.press('Control+d');
  await drydock.waitForPrompt();
  await close(drydock);
});

test('notes 2: build, run with a port, look, stop', async () => {
  const drydock = await open();
  await drydock.type('cd my-app');
  await drydock.type('docker build .', { timeout: 120_000 });
  const id = (await drydock.type('docker images -q')).split('\n')[0];
  assert.match(id, /^[0-9a-f]{12}$/);
  await drydock.type(`docker run -d --name app -p 3000:3000 ${id}`, { timeout: 60_000 });
  assert.match(await drydock.type('docker ps'), /0\.0\.0\.0:3000->3000\/tcp/);
  await node(drydock, /^Container app, running, from [^,]+, port 3000→3000/).waitFor();
  assert.match(await drydock.type('curl -s localhost:3000'), /My course goal/);
  await drydock.shot('notes-2');
  await drydock.type('docker stop app', { timeout: 60_000 });
  await node(drydock, /^Container app, exited/).waitFor();
  assert.equal((await drydock.type('docker ps')).split('\n').length, 1);
  assert.match(await drydock.type('docker ps -a'), /Exited \(\d+\)/);
  await close(drydock);
});

test('notes 3: another image by its tag', async () => {
  const drydock = await open();
  const pulled = await drydock.type('docker pull python:2', { timeout: 90_000 });
  assert.match(pulled, /Status: Downloaded newer image for python:2/);
  await drydock.type('docker run -p 3000:3000 python:2');
  await node(drydock, /^Container \w+, exited \(0\), from python:2/).waitFor();
  await drydock.shot('notes-3');
  await close(drydock);
});

test('notes 4: the Dockerfile in the notes, its image and what inspect tells of it', async () => {
  const drydock = await open();
  await drydock.type('cd my-app');
  await drydock.type('docker build -t my-app:1 .', { timeout: 120_000 });
  await node(drydock, /^Image my-app:1, \d+ layers/).waitFor();
  const inspected = await drydock.type('docker image inspect my-app:1');
  const [image] = JSON.parse(inspected);
  assert.deepEqual(image.Config.Cmd, ['node', 'server.js']);
  assert.equal(image.Config.WorkingDir, '/app');
  await drydock.type('docker run -d --name web1 -p 3001:3000 my-app:1');
  await drydock.type('docker run -d --name web2 -p 3002:3000 my-app:1');
  await node(drydock, /^Container web1, running, from my-app:1, port 3001→3000/).waitFor();
  await node(drydock, /^Container web2, running, from my-app:1, port 3002→3000/).waitFor();
  await drydock.shot('notes-4');
  await close(drydock);
});
