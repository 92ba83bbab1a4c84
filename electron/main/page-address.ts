/** The page's own scheme; `protocol.handle` serves it (D19). */
export const PAGE_SCHEME = 'deltadock';
const PAGE_HOST = 'app';

/** Where the window's page is. */
export const PAGE_ADDRESS = `${PAGE_SCHEME}://${PAGE_HOST}/`;

/** Whether an address lies within our page. Anything that cannot be read does not. */
export function isPageAddress(address: string): boolean {
  const url = URL.parse(address);
  return (
    url?.protocol === `${PAGE_SCHEME}:` &&
    url.host === PAGE_HOST &&
    url.username === '' &&
    url.password === '' &&
    url.port === ''
  );
}
