import { isStopWord, stemOf, tokenise } from '@souffleur/language'
import type { Language, Summary } from '@souffleur/proto'

/** What somebody else wrote about a call. */
export interface ReferenceSummary {
  readonly text: string
  readonly keyPhrases: readonly string[]
  /** What the customer complained of, in a few words. */
  readonly complaint: string
}

export type ReferenceFigures = {
  readonly calls: number
  /** Share of the reference's content words, by stem, that our summary has too, over all calls. */
  readonly wordsHeld: number
  /** The same of the whole call: more than that, no summary made of quotes can hold. */
  readonly wordsSaid: number
  /** Share of the key phrases all of whose content words our summary has. */
  readonly phrasesHeld: number
  /** Calls whose reason has a word of the complaint. */
  readonly complaintsInReason: number
}

/** Compares summaries with references, call by call. */
export class ReferenceComparison {
  #calls = 0
  #words = 0
  #held = 0
  #said = 0
  #phrases = 0
  #phrasesHeld = 0
  #complaints = 0

  add(reference: ReferenceSummary, summary: Summary, said: readonly string[], language: Language): void {
    const ours = stemsOf(summary.fields.flatMap(({ lines }) => lines.map(({ text }) => text)).join('\n'), language)
    const call = stemsOf(said.join('\n'), language)
    const reason = stemsOf(
      summary.fields
        .find(({ fieldId }) => fieldId === 'reason')
        ?.lines.map(({ text }) => text)
        .join('\n') ?? '',
      language,
    )
    const words = stemsOf(reference.text, language)
    this.#calls += 1
    this.#words += words.size
    this.#held += countIn(words, ours)
    this.#said += countIn(words, call)
    for (const phrase of reference.keyPhrases) {
      const stems = stemsOf(phrase, language)
      this.#phrases += 1
      if (countIn(stems, ours) === stems.size) this.#phrasesHeld += 1
    }
    if (countIn(stemsOf(reference.complaint, language), reason) > 0) this.#complaints += 1
  }

  /** Null where no call had a reference. */
  figures(): ReferenceFigures | null {
    if (this.#calls === 0) return null
    const share = (part: number, whole: number) => Math.round((part / Math.max(1, whole)) * 1000) / 1000
    return {
      calls: this.#calls,
      wordsHeld: share(this.#held, this.#words),
      wordsSaid: share(this.#said, this.#words),
      phrasesHeld: share(this.#phrasesHeld, this.#phrases),
      complaintsInReason: share(this.#complaints, this.#calls),
    }
  }
}

function stemsOf(text: string, language: Language): ReadonlySet<string> {
  const tokens = tokenise(text, language).filter(({ folded }) => !isStopWord(folded, language))
  return new Set(tokens.map((token) => stemOf(token, language)))
}

function countIn(some: ReadonlySet<string>, others: ReadonlySet<string>): number {
  return [...some].filter((one) => others.has(one)).length
}
