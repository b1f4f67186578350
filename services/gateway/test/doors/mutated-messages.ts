import fc from 'fast-check'
import type { WireMessage } from '../../src/wire.ts'

/** What to send, told without the real messages: those belong to one call, and come when it does. */
export type Mutation =
  | { readonly kind: 'real'; readonly pick: number }
  | { readonly kind: 'flipped'; readonly pick: number; readonly at: number; readonly by: number }
  | { readonly kind: 'cut'; readonly pick: number; readonly at: number }
  | { readonly kind: 'replaced'; readonly pick: number; readonly at: number; readonly value: unknown }
  | { readonly kind: 'invented'; readonly message: WireMessage }

const pick = fc.nat(1000)
const at = fc.nat(5000)
const strangeValue = fc.oneof(
  fc.jsonValue(),
  fc.constantFrom<unknown>(-1, 1e21, 0.5, 2 ** 32, '-1', '4294967296', '1e309', 'NaN', '', '__proto__', 'constructor', null, [], {}),
)

export const mutations: fc.Arbitrary<Mutation[]> = fc.array(
  fc.oneof<fc.Arbitrary<Mutation>[]>(
    fc.record({ kind: fc.constant('real'), pick }),
    fc.record({ kind: fc.constant('flipped'), pick, at, by: fc.integer({ min: 1, max: 255 }) }),
    fc.record({ kind: fc.constant('cut'), pick, at }),
    fc.record({ kind: fc.constant('replaced'), pick, at, value: strangeValue }),
    fc.record({ kind: fc.constant('invented'), message: fc.oneof(fc.uint8Array({ maxLength: 400 }), fc.string(), fc.json()) }),
  ),
  { maxLength: 30 },
)

/** @param real at least one message */
export function mutate(real: readonly WireMessage[], mutation: Mutation): WireMessage {
  if (mutation.kind === 'invented') return mutation.message
  const message = real[mutation.pick % real.length] ?? ''
  switch (mutation.kind) {
    case 'real':
      return message
    case 'flipped':
      return changeBytes(message, (bytes) => {
        const index = mutation.at % Math.max(1, bytes.length)
        bytes[index] = (bytes[index] ?? 0) ^ mutation.by
        return bytes
      })
    case 'cut':
      return changeBytes(message, (bytes) => bytes.subarray(0, mutation.at % (bytes.length + 1)))
    case 'replaced':
      return typeof message === 'string' ? replaceLeaf(message, mutation.at, mutation.value) : message
  }
}

function changeBytes(message: WireMessage, change: (bytes: Uint8Array) => Uint8Array): WireMessage {
  if (typeof message !== 'string') return change(Uint8Array.from(message))
  return Buffer.from(change(Uint8Array.from(Buffer.from(message, 'utf8')))).toString('utf8')
}

/** Another value in one place of a JSON message; text that isn't JSON stays. */
function replaceLeaf(text: string, at: number, value: unknown): string {
  try {
    let place = 0
    const count = countPlaces(JSON.parse(text))
    return JSON.stringify(JSON.parse(text), (_key, each: unknown) => {
      const isIt = place === at % count
      place += 1
      return isIt ? value : each
    })
  } catch {
    return text
  }
}

function countPlaces(json: unknown): number {
  if (typeof json !== 'object' || json === null) return 1
  return Object.values(json).reduce<number>((sum, each) => sum + countPlaces(each), 1)
}
