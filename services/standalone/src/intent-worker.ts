import { parentPort, workerData } from 'node:worker_threads'
import {
  examplesFor,
  IntentClassifier,
  type IntentProposal,
  measureQuality,
  parseCatalogue,
  proposalDefaults,
  proposeIntents,
} from '@souffleur/assist'
import type { Article, IntentProposalReport, IntentQualityReport, UnansweredQuestion } from '@souffleur/desk'
import { dialogueActs } from '@souffleur/language'
import type { Language } from '@souffleur/proto'

interface Learned {
  readonly catalogue: string
  readonly articles: readonly Article[]
  readonly language: Language
}

/** What a thread is started with; it answers once and ends. */
export type IntentTask =
  | (Learned & { readonly kind: 'measure' })
  | (Learned & { readonly kind: 'propose'; readonly questions: readonly UnansweredQuestion[] })

// Nobody but createIntentReader starts this thread.
const task = workerData as IntentTask
parentPort?.postMessage(work(task))

function work({ catalogue, articles, language, ...rest }: IntentTask): IntentQualityReport | readonly IntentProposalReport[] {
  const examples = examplesFor(language, parseCatalogue(catalogue), articles)
  if (rest.kind === 'measure') return measureQuality(examples)
  const classifier = IntentClassifier.train(examples)
  const asked = rest.questions.filter(({ text }) =>
    dialogueActs(text, language, 'customer').some(({ act }) => act === 'question' || act === 'request'),
  )
  return proposeIntents(asked, { ...proposalDefaults, language, classify: (text, hints) => classifier.classify(text, hints) }).map(reportOf)
}

function reportOf({ suggestedId, suggestedName, asked, calls, examples, nearest }: IntentProposal): IntentProposalReport {
  return { suggestedId, suggestedName, asked, calls, examples, nearest }
}
