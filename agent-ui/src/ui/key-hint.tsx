/** The key that does the same; for eyes only, since `aria-keyshortcuts` says it to others. */
export function KeyHint({ keys, tone = 'plain' }: { readonly keys: string; readonly tone?: 'plain' | 'onColour' }) {
  const look = tone === 'plain' ? 'border-line-strong text-soft' : 'border-current'
  return (
    <kbd
      aria-hidden
      className={`inline-flex h-4.5 min-w-4.5 items-center justify-center rounded border px-1 font-sans text-2xs leading-none ${look}`}
    >
      {keys}
    </kbd>
  )
}
