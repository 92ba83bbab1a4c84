import { readdir, readFile, readlink } from 'node:fs/promises';
import { basename } from 'node:path';

/**
 * Who listens on a TCP port of this machine, in words: `nginx (process 4711)`. Undefined where that cannot be seen: on
 * other systems than Linux, and for processes of other users unless this one is root.
 */
export async function portHolder(port: number): Promise<string | undefined> {
  const inodes = new Set((await Promise.all(TABLES.map((table) => listeningInodes(table, port)))).flat());
  if (inodes.size === 0) return undefined;
  for (const pid of (await namesIn('/proc')).filter((name) => /^\d+$/.test(name))) {
    if (await holdsOneOf(pid, inodes)) return `${await nameOf(pid)} (process ${pid})`;
  }
  return undefined;
}

const TABLES = ['/proc/net/tcp', '/proc/net/tcp6'];
const LISTENING = '0A';

/** Columns of /proc/net/tcp: `sl local_address rem_address st … inode` with ports in hexadecimal. */
async function listeningInodes(table: string, port: number): Promise<readonly string[]> {
  const wanted = port.toString(16).toUpperCase().padStart(4, '0');
  const lines = (await readText(table)).split('\n').slice(1);
  return lines.flatMap((line) => {
    const columns = line.trim().split(/\s+/);
    const isIt = columns[1]?.endsWith(`:${wanted}`) === true && columns[3] === LISTENING;
    return isIt && columns[9] !== undefined ? [columns[9]] : [];
  });
}

async function holdsOneOf(pid: string, inodes: ReadonlySet<string>): Promise<boolean> {
  for (const descriptor of await namesIn(`/proc/${pid}/fd`)) {
    const target = await readlink(`/proc/${pid}/fd/${descriptor}`).catch(() => '');
    const inode = /^socket:\[(\d+)\]$/.exec(target)?.[1];
    if (inode !== undefined && inodes.has(inode)) return true;
  }
  return false;
}

/**
 * The program's name only: its arguments may hold secrets. That of its file, since a process may call itself anything
 * (Node.js says “MainThread”); a deleted file is marked behind its name.
 */
async function nameOf(pid: string): Promise<string> {
  const file = await readlink(`/proc/${pid}/exe`).catch(() => '');
  return basename(file.replace(/ \(deleted\)$/, '')) || (await readText(`/proc/${pid}/comm`)).trim() || 'a program';
}

/** Processes end while they are looked at, and others' files may be closed to us: both count as nothing seen. */
function namesIn(directory: string): Promise<readonly string[]> {
  return readdir(directory).catch(() => []);
}

function readText(file: string): Promise<string> {
  return readFile(file, 'utf8').catch(() => '');
}
