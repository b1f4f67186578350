/** One number that matters, with what it is. */
export function FigureTile({ label, value, hint }: { readonly label: string; readonly value: string; readonly hint?: string | undefined }) {
  return (
    <div className="card px-4 py-3">
      <dt className="text-xs text-soft">{label}</dt>
      <dd className="font-script text-2xl font-semibold tabular-nums">{value}</dd>
      {hint === undefined ? null : <dd className="text-xs text-soft">{hint}</dd>}
    </div>
  )
}
