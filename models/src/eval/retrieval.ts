import { type Article, LexicalIndex } from '@souffleur/assist'
import { detectLanguage } from '@souffleur/language'
import * as z from 'zod'
import type { Evaluation } from './evaluation.ts'
import { readJsonLines } from './json-lines.ts'
import { readOptions } from './options.ts'
import { percent, percentile, rounded } from './percentiles.ts'
import { rankingFigures } from './retrieval/ranking-figures.ts'

const options = z.object({ articles: z.string(), queries: z.string() })
const articleLine = z.object({ id: z.string(), title: z.string(), text: z.string(), questions: z.array(z.string()).default([]) })
const queryLine = z.object({ query: z.string(), relevant: z.array(z.string()).min(1) })

const MOST_IDS = 10
const WARM_UP_QUERIES = 200

/** How often the articles that answer a question come first, and how long finding them takes. */
export const evaluation: Evaluation = {
  usage: 'retrieval --articles A.jsonl --queries Q.jsonl',
  async run(words, progress) {
    const { articles: articlesFile, queries: queriesFile } = readOptions(words, options)
    const articles = readJsonLines(articlesFile, articleLine)
    const queries = readJsonLines(queriesFile, queryLine)
    const language =
      detectLanguage(
        articles
          .slice(0, 50)
          .map(({ text }) => text.slice(0, 500))
          .join('\n'),
      )?.language ?? 'en'
    const index = new LexicalIndex(language)
    for (const line of articles) index.replace(asArticle(line, language))
    // A service is warm when it is asked: the first queries are asked twice, and only the second time counts.
    for (const { query } of queries.slice(0, WARM_UP_QUERIES)) index.search({ texts: [{ text: query, weight: 1 }] }, MOST_IDS)
    const found = queries.map(({ query, relevant }, place) => {
      const startedMs = performance.now()
      const ids = index.search({ texts: [{ text: query, weight: 1 }] }, MOST_IDS).map(({ article }) => article.id)
      const ms = performance.now() - startedMs
      progress(`${place + 1} of ${queries.length}`)
      return { query, relevant, ids, ms }
    })
    const times = found.map(({ ms }) => ms)
    const ranking = rankingFigures(found)
    const figures = {
      ...Object.fromEntries(Object.entries(ranking).map(([name, value]) => [name, rounded(value, 4)])),
      p50Ms: rounded(percentile(times, 0.5), 2),
      p95Ms: rounded(percentile(times, 0.95), 2),
      passages: index.passageCount,
      articles: index.articleCount,
      queries: queries.length,
    }
    return {
      figures,
      models: [],
      items: found.map(({ query, ids }) => ({ query, ids })),
      table: [
        ['', `${queries.length} QUERIES, ${index.passageCount} PASSAGES`],
        ...Object.entries(ranking).map(([name, value]) => [name, percent(value)]),
        ['p50, p95', `${figures.p50Ms} ms, ${figures.p95Ms} ms`],
      ],
      complete: true,
    }
  },
}

/** A line of the text is a paragraph; one that repeats another, as summaries do, counts once. */
function asArticle({ id, title, text, questions }: z.infer<typeof articleLine>, language: Article['language']): Article {
  const paragraphs = [...new Set(text.split('\n'))].join('\n\n').trim()
  return {
    id,
    language,
    version: 1,
    title,
    category: '',
    audience: '',
    owner: '',
    validFrom: '2000-01-01',
    validTo: null,
    intents: [],
    questions,
    body: paragraphs === '' ? title : paragraphs,
  }
}
