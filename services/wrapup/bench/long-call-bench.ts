/**
 * `npm run bench:summary`: what summaries of long calls cost. Prints the time of the final summary after ten minutes and three hours of talk,
 * and how much dearer the second half of three hours is than the first: 1 when an utterance costs the same however long the call is.
 */
import { SummaryState } from '@souffleur/proto'
import { openNotes } from '../src/call-notes.ts'
import { standardTemplate } from '../src/template/standard-template.ts'
import { writeSummary } from '../src/write-summary.ts'
import { heardBy, talk } from './long-talk.ts'

const order = {
  catalogue: { intents: [] },
  template: standardTemplate,
  templateVersion: 0,
  revision: 1,
  state: SummaryState.COMPLETE,
} as const
/** Drafts come every two seconds at most, which is about every utterance. */
const DRAFT_EVERY = 1

function listen(utterances: number): { halves: [number, number]; finalMs: number } {
  let notes = openNotes('long', 0)
  const halves: [number, number] = [0, 0]
  for (let index = 0; index < utterances; index += 1) {
    const startedMs = performance.now()
    notes = heardBy(notes, talk(index))
    if (index % DRAFT_EVERY === 0) writeSummary(notes, { ...order, state: SummaryState.DRAFT })
    halves[index < utterances / 2 ? 0 : 1] += performance.now() - startedMs
  }
  const startedMs = performance.now()
  writeSummary(notes, order)
  return { halves, finalMs: performance.now() - startedMs }
}

listen(200)
for (const [name, utterances] of [
  ['10 minutes, 280 utterances', 280],
  ['3 hours, 5,000 utterances', 5000],
] as const) {
  const { halves, finalMs } = listen(utterances)
  const perUtterance = (halves[0] + halves[1]) / utterances
  process.stdout.write(
    `${name.padEnd(30)}final ${finalMs.toFixed(1)} ms   with a draft each ${perUtterance.toFixed(2)} ms an utterance   second half ${(halves[1] / halves[0]).toFixed(2)} times the first\n`,
  )
}
