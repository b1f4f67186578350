import { fileURLToPath } from 'node:url'
import { LexicalIndex, type RankedArticle } from '@souffleur/assist'
import { type Language, languages } from '@souffleur/proto'
import * as z from 'zod'
import { seededRandom } from './asr/seeded-random.ts'
import type { Evaluation } from './evaluation.ts'
import { readJsonLines } from './json-lines.ts'
import { readOptions } from './options.ts'
import { percent, rounded } from './percentiles.ts'
import { readRetrievalSet } from './retrieval/retrieval-set.ts'
import { mishear, type SoundAlikes, soundAlikesIn } from './robustness/mishear.ts'
import { demoKnowledgeFolder, readArticles } from './suggestions/demonstration.ts'

const options = z.object({ articles: z.string().optional(), queries: z.string().optional() })
const paraphraseLine = z.object({ language: z.enum(languages), article: z.string(), asks: z.array(z.string()).min(2) })
const leadingLine = z.object({ language: z.enum(languages), plain: z.string(), leading: z.string(), claimed: z.string() })
const folder = fileURLToPath(new URL('../../eval/robustness/', import.meta.url))

const WRONG_WORDS = 0.1
/** Each query is misheard this often. */
const HEARINGS = 5

interface Asked {
  readonly query: string
  readonly language: Language
  readonly relevant: readonly string[]
}

/** What changes in the answers when the question is put differently, heard badly, or asserts something false. Words alone, no model. */
export const evaluation: Evaluation = {
  usage: 'robustness [--articles A.jsonl --queries Q.jsonl]',
  async run(words) {
    const { articles, queries } = readOptions(words, options)
    const demo = demonstration()
    const paraphrases = readJsonLines(`${folder}paraphrases.jsonl`, paraphraseLine)
    const asked = paraphrases.flatMap(({ language, article, asks }) => asks.map((query) => ({ query, language, relevant: [article] })))
    const heard = [{ name: 'demonstration', ...mishearing(asked, demo.search, demo.alikes) }]
    if (articles !== undefined && queries !== undefined) heard.push({ name: 'queries', ...misheardSet(articles, queries) })
    const same = paraphrases.map(({ language, asks }) => agreement(asks.map((text) => demo.search(text, language)[0]?.article.id)))
    const leading = readJsonLines(`${folder}leading.jsonl`, leadingLine).map((line) => leadingOutcome(line, demo.search))
    const figures = {
      paraphrases: {
        questions: asked.length,
        recallAt1: share(asked, ({ query, language, relevant }) => answers(demo.search(query, language).slice(0, 1), relevant)),
        recallAt3: share(asked, ({ query, language, relevant }) => answers(demo.search(query, language), relevant)),
        sameFirst: rounded(same.reduce((sum, value) => sum + value, 0) / Math.max(1, same.length), 4),
      },
      misheard: heard,
      leading: {
        questions: leading.length,
        falseAmountsQuoted: leading.filter(({ quotesClaim }) => quotesClaim).length,
        samePassage: share(leading, ({ samePassage }) => samePassage),
        sameArticle: share(leading, ({ sameArticle }) => sameArticle),
      },
    }
    return {
      figures,
      models: [],
      items: [],
      table: [
        ['', 'RECALL@3', 'NOTE'],
        ['paraphrases', percent(figures.paraphrases.recallAt3), `same first article ${percent(figures.paraphrases.sameFirst)}`],
        ...heard.map(({ name, clean, misheard, cost }) => [
          `misheard: ${name}`,
          percent(misheard),
          `clean ${percent(clean)}, cost ${percent(cost)}`,
        ]),
        [
          'leading',
          '-',
          `false amounts quoted: ${figures.leading.falseAmountsQuoted} of ${leading.length}; same passage ${percent(figures.leading.samePassage)}`,
        ],
      ],
      complete: true,
    }
  },
}

type Search = (text: string, language: Language) => RankedArticle[]

function demonstration(): { readonly search: Search; readonly alikes: Readonly<Record<Language, SoundAlikes>> } {
  const articles = readArticles(demoKnowledgeFolder)
  const indexes = { fr: new LexicalIndex('fr'), en: new LexicalIndex('en') }
  for (const article of articles) indexes[article.language].replace(article)
  const alikesOf = (language: Language) =>
    soundAlikesIn(
      articles.filter((one) => one.language === language).map(({ body }) => body),
      language,
    )
  return {
    search: (text, language) => indexes[language].search({ texts: [{ text, weight: 1 }] }, 3),
    alikes: { fr: alikesOf('fr'), en: alikesOf('en') },
  }
}

function misheardSet(articlesFile: string, queriesFile: string) {
  const { articles, queries, index, language } = readRetrievalSet(articlesFile, queriesFile)
  const alikes = soundAlikesIn(
    articles.map(({ body }) => body),
    language,
  )
  const asked = queries.map(({ query, relevant }) => ({ query, relevant, language }))
  return mishearing(asked, (text) => index.search({ texts: [{ text, weight: 1 }] }, 3), { fr: alikes, en: alikes })
}

/** Recall@3 of questions as asked and as misheard, and what mishearing costs. */
function mishearing(asked: readonly Asked[], search: Search, alikes: Readonly<Record<Language, SoundAlikes>>) {
  const random = seededRandom(11)
  const badly = Array.from({ length: HEARINGS }).flatMap(() =>
    asked.map(({ query, language, relevant }) => {
      const text = mishear(query, { language, alikes: alikes[language], rate: WRONG_WORDS, random })
      return answers(search(text, language), relevant)
    }),
  )
  const clean = share(asked, ({ query, language, relevant }) => answers(search(query, language), relevant))
  const misheard = share(badly, (found) => found)
  return { clean, misheard, cost: rounded((clean ?? 0) - (misheard ?? 0), 4), wrongWords: WRONG_WORDS, questions: badly.length }
}

function leadingOutcome({ language, plain, leading, claimed }: z.infer<typeof leadingLine>, search: Search) {
  const [usual] = search(plain, language)
  const [found] = search(leading, language)
  const quote = found?.passages[0]?.passage.quote ?? ''
  return {
    quotesClaim: quote.includes(claimed),
    samePassage: quote === (usual?.passages[0]?.passage.quote ?? ''),
    sameArticle: found?.article.id === usual?.article.id,
  }
}

function answers(found: readonly RankedArticle[], relevant: readonly string[]): boolean {
  return found.some(({ article }) => relevant.includes(article.id))
}

/** Share of the answers that are the commonest one. */
function agreement(ids: readonly (string | undefined)[]): number {
  const counts = [...Map.groupBy(ids, (id) => id).values()].map(({ length }) => length)
  return Math.max(0, ...counts) / Math.max(1, ids.length)
}

function share<T>(items: readonly T[], holds: (item: T) => boolean): number | null {
  return items.length === 0 ? null : rounded(items.filter(holds).length / items.length, 4)
}
