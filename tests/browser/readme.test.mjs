// The picture in README.md, and with it the shortest way through everything: typed commands, the engine, the map beside it.
// DRYDOCK_UPDATE=1 renews the picture in docs/.

import test from 'node:test';
import assert from 'node:assert/strict';
import path from 'node:path';
import { openPage } from './harness.mjs';

const PICTURE = path.join(import.meta.dirname, '..', '..', 'docs', 'screenshot.png');

test('one image, many containers', async () => {
  const drydock = await openPage();
  await drydock.waitForPrompt();
  await drydock.type('docker run -d --name web1 -p 8080:80 nginx');
  await drydock.type('docker run -d --name web2 -p 8081:80 nginx');
  await drydock.type('docker run --name lab alpine echo hello');
  const listed = await drydock.type('docker ps -a');
  assert.match(listed, /^CONTAINER ID +IMAGE +COMMAND +CREATED +STATUS +PORTS +NAMES\n/);
  const node = (name) => drydock.page.getByRole('figure').getByRole('button', { name });
  await node(/^Container web1, running, from nginx:latest, port 8080→80/).waitFor();
  await node(/^Container web2, running, from nginx:latest, port 8081→80/).waitFor();
  await node(/^Container lab, exited \(0\), from alpine:latest/).waitFor();
  await node(/^Image nginx:latest, \d+ layers/).waitFor();
  assert.deepEqual(drydock.errors, []);
  await drydock.shot('readme', process.env.DRYDOCK_UPDATE ? { path: PICTURE } : {});
  await drydock.close();
});
