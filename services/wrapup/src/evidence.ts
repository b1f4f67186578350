import { create } from '@bufbuild/protobuf'
import { type Evidence, EvidenceSchema, type Utterance } from '@souffleur/proto'

/** A range of UTF-16 units in an utterance's text. */
export interface CharRange {
  readonly start: number
  readonly end: number
}

/** Points at the words of `utterance` within `range`, with the time at which they were said. */
export function evidenceFor(utterance: Utterance, range: CharRange): Evidence {
  const times = timesOf(utterance, range)
  return create(EvidenceSchema, {
    utteranceId: utterance.utteranceId,
    charStart: range.start,
    charEnd: range.end,
    ...times,
  })
}

export function evidenceForWhole(utterance: Utterance): Evidence {
  return evidenceFor(utterance, { start: 0, end: utterance.text.length })
}

/** Words come without their place in the text, so they are found again in order. Without word times, the utterance's own count. */
function timesOf(utterance: Utterance, range: CharRange): { startMs: number; endMs: number } {
  let searchFrom = 0
  let startMs: number | undefined
  let endMs: number | undefined
  for (const word of utterance.words) {
    const at = utterance.text.indexOf(word.text, searchFrom)
    if (at < 0) continue
    searchFrom = at + word.text.length
    if (searchFrom <= range.start) continue
    if (at >= range.end) break
    startMs ??= word.startMs
    endMs = word.endMs
  }
  return { startMs: startMs ?? utterance.startMs, endMs: endMs ?? utterance.endMs }
}
