import type { UiFiles } from '../page/ui-files.ts';
import { isPageAddress } from './page-address.ts';

/** What the handler of the page's scheme sees of a request. */
interface PageRequest {
  readonly method: string;
  readonly url: string;
}

/** Answers a request under the page's scheme: the built files with their headers, GET and HEAD only. */
export function answerPageRequest(ui: UiFiles, { method, url }: PageRequest): Response {
  if (!isPageAddress(url)) return refusal(404, 'There is nothing here.');
  if (method !== 'GET' && method !== 'HEAD') return refusal(405, 'The page is read with GET.');
  const { status, type, headers, body } = ui(new URL(url).pathname);
  return new Response(method === 'HEAD' ? null : new Uint8Array(body), {
    status,
    headers: { ...headers, 'Content-Type': type, 'Content-Length': String(body.length) },
  });
}

function refusal(status: number, text: string): Response {
  return new Response(text, {
    status,
    headers: { 'Content-Type': 'text/plain; charset=utf-8', 'Content-Security-Policy': "default-src 'none'" },
  });
}
