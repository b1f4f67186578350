import type { ReactNode } from 'react'

const tones = {
  neutral: 'border-line bg-sunken text-ink',
  good: 'border-good/40 bg-good-ground text-good',
  bad: 'border-bad/40 bg-bad-ground text-bad',
  cue: 'border-cue-line/60 bg-cue-ground text-cue',
  live: 'border-transparent bg-curtain text-on-curtain',
} as const
export type Tone = keyof typeof tones

export function Badge({ tone = 'neutral', children }: { readonly tone?: Tone; readonly children: ReactNode }) {
  return (
    <span className={`inline-flex items-center gap-1 rounded-full border px-2 py-0.5 text-xs font-medium whitespace-nowrap ${tones[tone]}`}>
      {children}
    </span>
  )
}
