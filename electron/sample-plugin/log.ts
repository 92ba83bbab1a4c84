/** One plain line per event on standard output, which is what a container's log keeps. */
export function log(message: string): void {
  process.stdout.write(`${new Date().toISOString()} ${message}\n`);
}
