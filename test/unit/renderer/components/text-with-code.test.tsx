import { cleanup, render, screen } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { TextWithCode } from '../../../../renderer/components/text-with-code.tsx';

afterEach(cleanup);

describe('a sentence with code', () => {
  it('shows what stands between backticks as code', () => {
    const { container } = render(<TextWithCode text="Run `deltafi serve`, then `deltafi status`." />);
    expect(container.textContent).toBe('Run deltafi serve, then deltafi status.');
    expect(screen.getAllByRole('code').map(({ textContent }) => textContent)).toEqual([
      'deltafi serve',
      'deltafi status',
    ]);
  });

  it.each(['no code', 'an odd ` one', '', '``'])('leaves %j as it is', (text) => {
    const { container } = render(<TextWithCode text={text} />);
    expect(container.textContent).toBe(text);
  });
});
