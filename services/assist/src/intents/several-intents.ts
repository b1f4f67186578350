import { clausesOf } from '@souffleur/language'
import type { Language } from '@souffleur/proto'
import type { Hints, IntentClassifier, ScoredIntent } from './intent-classifier.ts'

/** "... et me plaindre": what follows may be a second wish without a subject of its own. */
const joints: Record<Language, RegExp> = {
  en: /,?\s+(?:and|then|also|plus|as well as)\s+(?:also\s+|then\s+)?/giu,
  fr: /,?\s+(?:et|puis|ensuite|ainsi que|et aussi)\s+(?:aussi\s+|puis\s+|ensuite\s+)?/giu,
}

const MOST_INTENTS = 3
const MOST_PARTS = 6
/** A part says less than the whole: it has to be more than likely to bring an intent of its own. */
const LEAST_SCORE_OF_A_PART = 0.5

/**
 * The intents of an utterance that may have several: those of the whole, and of its parts where they are surely meant.
 * Best first, at most three, none below the classifier's threshold.
 * @param hints of the whole: parts are judged by their words alone
 */
export function intentsWithin(classifier: IntentClassifier, text: string, language: Language, hints: Hints = {}): ScoredIntent[] {
  const scores = new Map<string, number>()
  const [whole] = classifier.classify(text, hints)
  if (whole !== undefined && whole.score >= classifier.thresholdFor(hints)) scores.set(whole.intentId, whole.score)
  const least = Math.max(classifier.threshold, LEAST_SCORE_OF_A_PART)
  for (const part of partsOf(text, language)) {
    const [best] = classifier.classify(part)
    if (best !== undefined && best.score >= least) scores.set(best.intentId, Math.max(scores.get(best.intentId) ?? 0, best.score))
  }
  return [...scores]
    .map(([intentId, score]) => ({ intentId, score }))
    .toSorted((a, b) => b.score - a.score)
    .slice(0, MOST_INTENTS)
}

/** Clauses, and what conjunctions separate; empty for what is of one piece. */
function partsOf(text: string, language: Language): string[] {
  const parts = clausesOf(text, language).flatMap(({ start, end }) => text.slice(start, end).split(joints[language]))
  const spoken = parts.map((part) => part.trim()).filter((part) => part !== '')
  return spoken.length < 2 ? [] : spoken.slice(0, MOST_PARTS)
}
