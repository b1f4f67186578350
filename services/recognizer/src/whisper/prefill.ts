import type { Language } from '@souffleur/proto'
import type { WhisperDescription } from './whisper-files.ts'
import type { DecoderRow, Encoded, SpeechGraph, StepOutput } from './whisper-graph.ts'

/** What decoding begins with. */
export interface Prefill {
  readonly language: Language
  /** Of each language asked about, among these. */
  readonly languageShares: ReadonlyMap<Language, number>
  /** That nobody speaks, 0 to 1. */
  readonly noSpeech: number
  readonly step: StepOutput
  /** The row after the last mark, and after each token of the draft. */
  readonly rows: readonly DecoderRow[]
  /** Where in `step` the token before the first row is. */
  readonly firstToken: number
}

export interface PrefillOptions {
  /** The first one is expected; another is taken only when the model is sure of it. */
  readonly languages: readonly Language[]
  /** Tokens to check. */
  readonly draft: readonly number[]
}

/** Another language than the expected one has to be likelier than this. */
const SURE_OF_ANOTHER = 0.65

/**
 * Feeds the decoder with the marks that a text begins with. Right after the first mark the model says which language it hears and
 * whether anybody speaks; what follows can't change that, so it is asked in the same run.
 */
export async function prefill(graph: SpeechGraph, encoded: Encoded, options: PrefillOptions): Promise<Prefill> {
  const [expected = 'fr'] = options.languages
  const first = await run(graph, encoded, expected, options)
  const { language } = first
  return language === expected ? first : { ...(await run(graph, encoded, language, { ...options, draft: [] })), language }
}

async function run(graph: SpeechGraph, encoded: Encoded, language: Language, { languages, draft }: PrefillOptions): Promise<Prefill> {
  const { special } = graph.description
  const marks = [special.start, special.languages[language] ?? special.start, special.transcribe, special.withoutTimes]
  const step = await graph.step(encoded, {
    tokens: [[...marks, ...draft]],
    parents: [0],
    firstRow: 0,
    past: graph.emptyPast,
  })
  const rows = step.rows[0] ?? []
  const marksHeard = readMarks(graph.description, rows[0], languages)
  return {
    ...marksHeard,
    step,
    rows: rows.slice(marks.length - 1),
    firstToken: marks.length - 1,
  }
}

function readMarks({ marks, special }: WhisperDescription, row: DecoderRow | undefined, languages: readonly Language[]) {
  const probabilityOf = (token: number | undefined) =>
    Math.exp(row?.markLogProbs[token === undefined ? -1 : marks.indexOf(token)] ?? -Infinity)
  const heard = languages.map((language) => ({ language, probability: probabilityOf(special.languages[language]) }))
  const total = heard.reduce((sum, { probability }) => sum + probability, 0)
  const shares = new Map(heard.map(({ language, probability }) => [language, total === 0 ? 0 : probability / total]))
  const [expected = 'fr', ...others] = languages
  const language = others.find((other) => (shares.get(other) ?? 0) > SURE_OF_ANOTHER) ?? expected
  return { language, languageShares: shares, noSpeech: probabilityOf(special.noSpeech) }
}
