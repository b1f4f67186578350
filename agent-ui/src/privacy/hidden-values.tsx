import type { PrivateWords } from '@souffleur/proto'
import { createContext, use } from 'react'

/** What masks hide of a call, by utterance: only its own advisor gets any, and only while this page stays open. */
export const HiddenValues = createContext<ReadonlyMap<string, PrivateWords>>(new Map())

/**
 * The value behind a token.
 * @param start where the token begins in the utterance's text
 * @param revision of the words: 0 for final ones
 */
export function useHiddenValue(): (utteranceId: string, start: number, revision: number) => string | undefined {
  const hidden = use(HiddenValues)
  return (utteranceId, start, revision) => {
    const words = hidden.get(utteranceId)
    if (words === undefined || words.revision !== revision) return undefined
    return words.values.find((value) => value.start === start)?.text
  }
}
