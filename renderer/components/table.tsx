import type { ComponentProps } from 'react';
import { classNames } from './class-names.ts';

/** A table of hairlines: no zebra, no vertical lines; its head stays in sight. */
export function Table({ className, ...rest }: ComponentProps<'table'>) {
  return <table className={classNames('w-full table-fixed border-separate border-spacing-0', className)} {...rest} />;
}

export function HeadCell({ className, ...rest }: ComponentProps<'th'>) {
  return (
    <th
      scope="col"
      className={classNames(
        'sticky top-0 z-1 h-[30px] border-b border-line-1 bg-canvas px-2.5 text-left text-micro font-medium text-fg-3',
        className,
      )}
      {...rest}
    />
  );
}

interface CellProps extends ComponentProps<'td'> {
  readonly selected?: boolean;
}

/** A cell of a two-line row; its row is a `group`. */
export function Cell({ selected = false, className, ...rest }: CellProps) {
  return (
    <td
      className={classNames(
        'h-[50px] overflow-hidden border-b border-line-1 px-2.5 py-1.5 align-middle ease-quick',
        selected ? 'bg-selected' : 'group-hover:bg-hover',
        className,
      )}
      {...rest}
    />
  );
}
