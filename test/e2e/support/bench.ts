import { test as base, expect } from '@playwright/test';
import { type FakeControlDoor, openFakeControlDoor } from '../../support/fakes/control-door/fake-control-door.ts';
import { createFakeEngine, type FakeEngine } from '../../support/fakes/control-door/fake-engine.ts';
import { PAGE_FOLDER } from './build-page.ts';

interface Bench {
  readonly engine: FakeEngine;
  readonly door: FakeControlDoor;
  /** Everything the browser complained of: policy violations, page errors, console errors. */
  readonly complaints: readonly string[];
}

/** A page test with a fake engine behind the real door. Fails when the browser complained of anything. */
export const test = base.extend<{ bench: Bench; tolerates: { readonly complaints: readonly RegExp[] } }>({
  tolerates: [{ complaints: [] }, { option: true }],
  bench: async ({ page, tolerates }, use) => {
    const complaints: string[] = [];
    await page.exposeFunction('noteViolation', (text: string) => complaints.push(text));
    await page.addInitScript(() => {
      document.addEventListener('securitypolicyviolation', (event) => {
        const note = (window as unknown as { noteViolation: (text: string) => void }).noteViolation;
        note(`policy ${event.violatedDirective} ${event.blockedURI} ${event.sample}`);
      });
    });
    page.on('pageerror', (error) => complaints.push(`page error ${error.message}`));
    page.on('console', (message) => {
      // A refusal is an answer with a status of its own; the browser notes every one of them.
      const isAnswer = message.location().url.includes('/api/call/');
      if (message.type() === 'error' && !isAnswer) complaints.push(`console ${message.text()}`);
    });
    const engine = createFakeEngine();
    const door = await openFakeControlDoor(engine, PAGE_FOLDER);
    await use({ engine, door, complaints });
    await page.close();
    await door.close();
    expect(complaints.filter((text) => !tolerates.complaints.some((pattern) => pattern.test(text)))).toEqual([]);
  },
});

export { expect };
