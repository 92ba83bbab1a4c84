/** Mark and name. */
export function Brand() {
  return (
    <div className="flex h-11 flex-none items-center gap-2.5 px-3.5 text-title font-semibold tracking-[-0.012em]">
      <svg className="size-[18px] shrink-0" viewBox="0 0 18 18" fill="none" aria-hidden="true">
        <path d="M9 1.6 15.4 12H2.6z" stroke="currentColor" strokeWidth="1.7" strokeLinejoin="round" />
        <path d="M9 6.6v5.2" stroke="var(--here)" strokeWidth="1.7" />
        <path d="M1.4 16h15.2" stroke="currentColor" strokeWidth="1.7" strokeLinecap="round" />
      </svg>
      <span className="max-wide:sr-only">DeltaDock</span>
    </div>
  );
}
