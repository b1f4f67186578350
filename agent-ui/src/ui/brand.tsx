/** The prompter's box at the front of a stage, with lines of the play in it. */
export function BrandMark({ className = 'size-7' }: { readonly className?: string }) {
  return (
    <svg aria-hidden viewBox="0 0 32 32" className={className}>
      <path className="fill-curtain" d="M16 4C8.3 4 2.5 10.4 2.5 19v4.5h27V19C29.5 10.4 23.7 4 16 4Z" />
      <path className="fill-paper" d="M16 9.5c-4.8 0-8.5 4-8.5 9.5v.5h17V19c0-5.5-3.7-9.5-8.5-9.5Z" />
      <path className="fill-ink" d="M1.5 25h29v3h-29z" />
      <path className="fill-curtain-text" d="M11.5 13.8h9v1.5h-9zM13 16.6h6v1.5h-6z" />
    </svg>
  )
}

export function Wordmark() {
  return <span className="font-script text-xl leading-none font-semibold tracking-tight">Souffleur</span>
}
