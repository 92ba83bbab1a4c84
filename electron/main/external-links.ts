/** Hosts whose pages the window may hand to the user's browser. */
const HOSTS: readonly string[] = ['docs.deltafi.org', 'deltafi.org', 'docs.docker.com', 'github.com'];

export const DOCUMENTATION = 'https://docs.deltafi.org/';

/** Whether an address may be opened in the user's browser: https, one of the hosts above, nothing hidden in it. */
export function mayOpenOutside(address: string): boolean {
  const url = URL.parse(address);
  return (
    url?.protocol === 'https:' &&
    HOSTS.includes(url.hostname) &&
    url.port === '' &&
    url.username === '' &&
    url.password === ''
  );
}
