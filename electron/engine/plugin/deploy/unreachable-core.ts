/**
 * Whether a process is trying to open a connection to `port` and gets no answer, told from the container's own
 * `/proc/net/tcp`: a firewall drops what it sends to the core (proc(5); state 02 is SYN_SENT). Pure.
 */
export function triesInVain(procNetTcp: string, port: number): boolean {
  const wanted = port.toString(16).toUpperCase().padStart(4, '0');
  return procNetTcp.split('\n').some((line) => {
    const [, , remote = '', state] = line.trim().split(/\s+/);
    return state === '02' && remote.toUpperCase().endsWith(`:${wanted}`);
  });
}
