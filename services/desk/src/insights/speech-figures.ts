/** A stretch of speech, in milliseconds from the start of the call. */
export interface Stretch {
  readonly startMs: number
  readonly endMs: number
}

export interface SpeechFigures {
  /** Null where one channel carries both. */
  readonly customerMs: number | null
  readonly advisorMs: number | null
  /** Both at once. */
  readonly overlapMs: number | null
  /** Nobody. */
  readonly silenceMs: number
}

export interface SpokenStretch extends Stretch {
  readonly speaker: 'customer' | 'advisor' | 'unknown'
}

/** Who spoke how long, from the finals of a call. */
export function speechFigures(spoken: readonly SpokenStretch[], durationMs: number): SpeechFigures {
  const of = (speaker: SpokenStretch['speaker']): Stretch[] => merged(spoken.filter((stretch) => stretch.speaker === speaker))
  const all = merged(spoken)
  const silenceMs = Math.max(0, durationMs - lengthOf(all))
  if (spoken.some(({ speaker }) => speaker === 'unknown')) return { customerMs: null, advisorMs: null, overlapMs: null, silenceMs }
  const [customer, advisor] = [of('customer'), of('advisor')]
  const [customerMs, advisorMs] = [lengthOf(customer), lengthOf(advisor)]
  return { customerMs, advisorMs, overlapMs: customerMs + advisorMs - lengthOf(all), silenceMs }
}

function merged(stretches: readonly Stretch[]): Stretch[] {
  const result: Stretch[] = []
  for (const { startMs, endMs } of stretches.toSorted((a, b) => a.startMs - b.startMs)) {
    const last = result.at(-1)
    if (last === undefined || startMs > last.endMs) result.push({ startMs, endMs })
    else result[result.length - 1] = { startMs: last.startMs, endMs: Math.max(last.endMs, endMs) }
  }
  return result
}

function lengthOf(stretches: readonly Stretch[]): number {
  return stretches.reduce((sum, { startMs, endMs }) => sum + Math.max(0, endMs - startMs), 0)
}
