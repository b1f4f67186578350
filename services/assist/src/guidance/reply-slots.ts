import type { EntityType } from '@souffleur/language'
import { entityTypes } from '@souffleur/language'

/** What is known in a call, by kind; the last one that was said counts. */
export type KnownFacts = ReadonlyMap<EntityType, string>

const slot = /\{([a-z]+)\}/g

/** The names in a reply's braces, each once. */
export function slotNames(text: string): string[] {
  return [...new Set([...text.matchAll(slot)].map(([, name]) => name ?? ''))]
}

/**
 * A reply with its slots filled. Undefined when a fact isn't known yet: half a sentence is never shown, and nothing is made up.
 */
export function fillSlots(text: string, facts: KnownFacts): string | undefined {
  let isComplete = true
  const filled = text.replace(slot, (_, name: string) => {
    const value = entityTypes.some((type) => type === name) ? facts.get(name as EntityType) : undefined
    if (value === undefined) isComplete = false
    return value ?? ''
  })
  return isComplete ? filled : undefined
}
