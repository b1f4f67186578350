import { anUtterance } from '@souffleur/testkit'
import { openBus } from './bus-harness.ts'

/** A recognizer without ears, in a process of its own: tells its parent what it was given, and publishes a result for each batch, by name. */
const [name = '', url = '', prefix = '', hangsAfter = ''] = process.argv.slice(2)

export type Told =
  | { readonly kind: 'ready' }
  | { readonly kind: 'heard'; readonly name: string; readonly callId: string; readonly sequence: number; readonly ownership: number }
  | { readonly kind: 'late'; readonly count: number }

const tell = (told: Told) => process.send?.(told)
const { bus, total } = await openBus({ url }, { prefix }, { service: name })
const calls = new Set<string>()
let heard = 0

bus.subscribeAudio('recognizer', ({ callId, sequence, ownership }) => {
  heard += 1
  calls.add(callId)
  tell({ kind: 'heard', name, callId, sequence, ownership })
  return heard === Number(hangsAfter) ? new Promise(() => undefined) : undefined
})

// Results come when they come: also of calls that somebody else has taken over.
let results = 0
setInterval(async () => {
  for (const callId of calls) {
    results += 1
    bus.publishEvent(anUtterance({ text: name }, { callId, eventId: `${name}-${results}` }))
  }
  tell({ kind: 'late', count: await total('late_results_total') })
}, 50)

tell({ kind: 'ready' })
