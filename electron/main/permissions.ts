import { isPageAddress } from './page-address.ts';

/**
 * Whether the page may have a permission of the browser. It needs none, with one exception: writing text to the
 * clipboard from a click, for the copy buttons.
 */
export function mayHavePermission(permission: string, requestingAddress: string): boolean {
  return permission === 'clipboard-sanitized-write' && isPageAddress(requestingAddress);
}
