import { fileURLToPath } from 'node:url'
import { checkSupport, type UnsupportedReason } from '@souffleur/grounding'
import { type Language, languages } from '@souffleur/proto'
import * as z from 'zod'
import type { Evaluation } from './evaluation.ts'
import { readJsonLines } from './json-lines.ts'
import { readOptions } from './options.ts'
import { percent, rounded } from './percentiles.ts'
import { demoKnowledgeFolder, readArticles } from './suggestions/demonstration.ts'
import { type Corruption, corruptionsOf, sentencesOf } from './support/corruptions.ts'

const options = z.object({ set: z.string().optional() })
const ownSet = fileURLToPath(new URL('../../eval/support/condensed.jsonl', import.meta.url))
/** Hand-written: what a careful person makes of a passage of the demonstration's articles. */
const condensed = z.object({ language: z.enum(languages), article: z.string(), text: z.string() })

interface Judged {
  readonly language: Language
  readonly kind: Corruption['kind'] | 'verbatim' | 'condensed'
  readonly text: string
  readonly isSupported: boolean
  readonly reason: UnsupportedReason | undefined
}

/** Does the check of reworded passages catch what was changed, and let through what wasn't? */
export const evaluation: Evaluation = {
  usage: 'support [--set CONDENSED.jsonl]',
  async run(words) {
    const { set = ownSet } = readOptions(words, options)
    const articles = readArticles(demoKnowledgeFolder)
    const judged: Judged[] = []
    for (const { language, body } of articles) {
      const judge = (kind: Judged['kind'], text: string): void => {
        const verdict = checkSupport(text, [body], language)
        judged.push({ language, kind, text, isSupported: verdict.isSupported, reason: verdict.isSupported ? undefined : verdict.reason })
      }
      const sentences = sentencesOf(body)
      for (const sentence of sentences) judge('verbatim', sentence)
      for (const { kind, text } of corruptionsOf(sentences, language)) judge(kind, text)
    }
    for (const { language, article, text } of readJsonLines(set, condensed)) {
      const source = articles.find(({ id, language: own }) => id === article && own === language)
      const verdict = checkSupport(text, [source?.body ?? ''], language)
      judged.push({
        language,
        kind: 'condensed',
        text,
        isSupported: verdict.isSupported,
        reason: verdict.isSupported ? undefined : verdict.reason,
      })
    }
    const kinds = [...new Set(judged.map(({ kind }) => kind))]
    const isTrue = (kind: Judged['kind']): boolean => kind === 'verbatim' || kind === 'condensed'
    const wrong = judged.filter(({ kind }) => !isTrue(kind))
    const shareOf = (some: readonly Judged[], isRight: (one: Judged) => boolean) =>
      some.length === 0 ? null : rounded(some.filter(isRight).length / some.length, 4)
    const byKind = Object.fromEntries(
      kinds.map((kind) => {
        const own = judged.filter((one) => one.kind === kind)
        return [kind, { items: own.length, right: shareOf(own, ({ isSupported }) => isSupported === isTrue(kind)) }]
      }),
    )
    const figures = { caught: shareOf(wrong, ({ isSupported }) => !isSupported), corruptions: wrong.length, byKind }
    return {
      figures,
      models: [],
      items: judged.map(({ language, kind, text, isSupported, reason }) => ({ language, kind, text, isSupported, reason: reason ?? null })),
      table: [
        ['', 'ITEMS', 'RIGHT'],
        ...Object.entries(byKind).map(([kind, { items, right }]) => [kind, String(items), percent(right)]),
        ['all corruptions caught', String(wrong.length), percent(figures.caught)],
      ],
      complete: true,
    }
  },
}
