import { cva, type VariantProps } from 'class-variance-authority';
import type { ComponentProps } from 'react';
import { classNames } from './class-names.ts';

const look = cva(
  'inline-flex shrink-0 items-center justify-center gap-[7px] whitespace-nowrap rounded-control border text-small font-medium ease-quick disabled:border-line-1 disabled:bg-transparent disabled:text-fg-3 [&>svg]:size-3.5 [&>svg]:[stroke-width:1.7]',
  {
    variants: {
      variant: {
        plain:
          'border-line-2 bg-panel text-fg-1 hover:enabled:bg-hover active:enabled:bg-press [&>svg]:text-fg-2 disabled:[&>svg]:text-fg-3',
        primary: 'border-ink bg-ink text-on-ink hover:enabled:border-ink-hover hover:enabled:bg-ink-hover',
        ghost: 'border-transparent bg-transparent text-fg-2 hover:enabled:bg-hover hover:enabled:text-fg-1',
        danger: 'border-fail-line bg-transparent text-fail hover:enabled:bg-fail-bg',
      },
      size: { normal: 'h-7 px-[11px]', small: 'h-6 px-2', icon: 'size-7 p-0', smallIcon: 'size-6 p-0' },
    },
    defaultVariants: { variant: 'plain', size: 'normal' },
  },
);

type ButtonProps = Omit<ComponentProps<'button'>, 'type'> &
  VariantProps<typeof look> & { readonly type?: 'button' | 'submit' };

/** A button. At most one `primary` on a surface; an icon alone needs an `aria-label`. */
export function Button({ variant, size, className, type = 'button', ...rest }: ButtonProps) {
  return (
    // oxlint-disable-next-line react/button-has-type -- it is one of two literals by its type
    <button type={type} className={classNames(look({ variant, size }), className)} {...rest} />
  );
}
