import { isPageAddress } from './page-address.ts';

/** What is looked at of the frame that sent a message. */
interface SenderFrame {
  readonly url: string;
  readonly parent: unknown;
  readonly detached?: boolean;
}

/** What is looked at of a message's event. */
export interface SenderEvent {
  readonly sender: { readonly id: number };
  readonly senderFrame: SenderFrame | null;
}

/** Whether a message comes from the main frame of one of our windows while it shows our page. */
export function isTrustedSender(event: SenderEvent, windowIds: ReadonlySet<number>): boolean {
  const { sender, senderFrame } = event;
  // A frame that is gone, or has navigated since, cannot be vouched for.
  if (senderFrame === null || senderFrame.detached === true) return false;
  return windowIds.has(sender.id) && senderFrame.parent === null && isPageAddress(senderFrame.url);
}
