import { type Article, LexicalIndex } from '@souffleur/assist'
import { detectLanguage } from '@souffleur/language'
import * as z from 'zod'
import { readJsonLines } from '../json-lines.ts'

const articleLine = z.object({
  id: z.string(),
  title: z.string(),
  text: z.string(),
  /** Where it is filed, outermost first, joined by " > ", with its own title last. */
  theme: z.string().nullish(),
  questions: z.array(z.string()).default([]),
})
const queryLine = z.object({ query: z.string(), relevant: z.array(z.string()).min(1) })

export type SetQuery = z.infer<typeof queryLine>

/** Articles and questions with the articles that answer. */
export interface RetrievalSet {
  readonly language: Article['language']
  readonly articles: readonly Article[]
  readonly queries: readonly SetQuery[]
  readonly index: LexicalIndex
}

/** @throws UsageError for a file that can't be read */
export function readRetrievalSet(articlesFile: string, queriesFile: string): RetrievalSet {
  const lines = readJsonLines(articlesFile, articleLine)
  const queries = readJsonLines(queriesFile, queryLine)
  const sample = lines.slice(0, 50).map(({ text }) => text.slice(0, 500))
  const language = detectLanguage(sample.join('\n'))?.language ?? 'en'
  // The last line of an id stands, as an import would have it.
  const articles = [...new Map(lines.map((line) => [line.id, asArticle(line, language)])).values()]
  const index = new LexicalIndex(language)
  for (const article of articles) index.replace(article)
  return { language, articles, queries, index }
}

/** A line of the text is a paragraph; one that repeats another, as summaries do, counts once. */
function asArticle({ id, title, text, theme, questions }: z.infer<typeof articleLine>, language: Article['language']): Article {
  const paragraphs = [...new Set(text.split('\n'))].join('\n\n').trim()
  return {
    id,
    language,
    version: 1,
    title,
    // Without the site's name and the title.
    category: (theme ?? '').split(' > ').slice(1, -1).join(' › '),
    audience: '',
    owner: '',
    validFrom: '2000-01-01',
    validTo: null,
    intents: [],
    questions,
    body: paragraphs === '' ? title : paragraphs,
  }
}
