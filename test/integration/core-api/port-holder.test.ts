import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { networkInterfaces } from 'node:os';
import { afterEach, expect, test } from 'vitest';
import { portHolder } from '../../../electron/core-api/port-holder.ts';

const started: { close(): void }[] = [];
afterEach(() => {
  for (const one of started.splice(0)) one.close();
});

async function listenHere(host: string): Promise<number> {
  const server = createServer().listen(0, host);
  started.push(server);
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

/** Loopback of this machine, in IPv6 too where it has that. */
const LOOPBACKS = Object.values(networkInterfaces()).flatMap((addresses) =>
  (addresses ?? []).filter(({ internal }) => internal).map(({ address }) => address),
);

test.each(LOOPBACKS)('a port of this process on %s is held by this process', async (host) => {
  const port = await listenHere(host);
  expect(await portHolder(port)).toMatch(new RegExp(`\\(process ${String(process.pid)}\\)$`));
});

test('a port of another process is held by that one, and its arguments are not told', async () => {
  const program = "require('net').createServer().listen(0,'127.0.0.1',function(){console.log(this.address().port)})";
  const child = spawn(process.execPath, ['-e', program, 'secret-argument'], { stdio: ['ignore', 'pipe', 'inherit'] });
  started.push({ close: () => void child.kill('SIGKILL') });
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  const holder = await portHolder(Number(line.toString()));
  expect(holder).toContain(`(process ${String(child.pid)})`);
  expect(holder).not.toContain('secret');
});

test('a free port is held by nobody', async () => {
  const port = await listenHere('127.0.0.1');
  for (const one of started.splice(0)) one.close();
  expect(await portHolder(port)).toBeUndefined();
});
