interface TooltipProps {
  readonly text: string;
}

/** The name of an icon in the collapsed rail, while the `group` around it is pointed at or has the focus. */
export function Tooltip({ text }: TooltipProps) {
  return (
    <span
      aria-hidden="true"
      className="pointer-events-none invisible absolute left-[calc(100%+12px)] z-7 rounded-control bg-raised px-2 py-1 text-small font-medium whitespace-nowrap text-fg-1 shadow-float wide:hidden group-hover:visible group-focus-visible:visible"
    >
      {text}
    </span>
  );
}
