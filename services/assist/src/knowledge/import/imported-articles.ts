import { detectLanguage } from '@souffleur/language'
import { AppError, type Language } from '@souffleur/proto'
import { type Article, articleSchema, MOST_BODY_CHARACTERS } from '../article.ts'
import { parseArticleFile } from '../article-file.ts'
import { readHtml } from './html-text.ts'
import { readTable } from './table-rows.ts'

/** What an article gets where its file doesn't say. */
export interface ImportDefaults {
  /** ISO day from which it is valid. */
  readonly validFrom: string
  readonly language?: Language
}

type Fields = Readonly<Record<string, unknown>>

/** By the end of a file's name. */
const readers: Readonly<Record<string, (text: string, name: string, defaults: ImportDefaults) => Article[]>> = {
  md: (text, name) => [parseArticleFile(text, name)],
  html: (text, name, defaults) => [fromHtml(text, name, defaults)],
  htm: (text, name, defaults) => [fromHtml(text, name, defaults)],
  csv: fromTable,
  jsonl: fromJsonLines,
}

export const importedExtensions = Object.keys(readers)

/** @returns whether a file's name ends like one that can be imported */
export function isImported(name: string): boolean {
  return Object.hasOwn(readers, extensionOf(name))
}

/**
 * Reads the articles of a file: Markdown with front matter (one), HTML (one; `meta` elements may name its fields), CSV with a line of
 * headings, or JSON lines. A table's lists (intents, questions) are separated by "|"; an id that is missing is made of the title.
 * @throws AppError `knowledge.article-invalid` or `knowledge.article-too-large`, whose detail is "file:line: what is wrong"
 */
export function readArticles(text: string, name: string, defaults: ImportDefaults): Article[] {
  const read = readers[extensionOf(name)]
  if (read === undefined) throw invalid(name, 1, `none of ${importedExtensions.map((extension) => `.${extension}`).join(', ')}`)
  return read(text, name, defaults)
}

function fromHtml(html: string, name: string, defaults: ImportDefaults): Article {
  const { title, lang, meta, markdown } = readHtml(html)
  const said = Object.fromEntries([...meta].filter(([key]) => known.has(key)))
  const language = lang === '' ? {} : { language: lang.slice(0, 2) }
  return complete({ ...language, title, body: markdown, ...said }, { name, line: 1, defaults })
}

function fromTable(text: string, name: string, defaults: ImportDefaults): Article[] {
  const [headings, ...rows] = readTable(text)
  if (headings === undefined) throw invalid(name, 1, 'there is no line of headings')
  const names = headings.cells.map((cell) => cell.trim().toLowerCase())
  if (!names.includes('title') || !(names.includes('body') || names.includes('text'))) {
    throw invalid(name, 1, 'the headings must have "title" and "body"')
  }
  return rows.map(({ line, cells }) => {
    const filled = names.flatMap((heading, place) => {
      const cell = cells[place]?.trim() ?? ''
      return cell === '' ? [] : [[heading, cell] as const]
    })
    return complete(Object.fromEntries(filled), { name, line, defaults })
  })
}

function fromJsonLines(text: string, name: string, defaults: ImportDefaults): Article[] {
  return text.split('\n').flatMap((content, index) => {
    if (content.trim() === '') return []
    return [complete(objectOf(content, name, index + 1), { name, line: index + 1, defaults })]
  })
}

const known = new Set(['id', 'language', 'version', 'category', 'audience', 'owner', 'valid_from', 'valid_to', 'intents', 'questions'])

function complete(
  fields: Fields,
  { name, line, defaults }: { readonly name: string; readonly line: number; readonly defaults: ImportDefaults },
): Article {
  const title = asText(fields.title).trim()
  const body = asText(fields.body ?? fields.text).trim()
  if (body.length > MOST_BODY_CHARACTERS) {
    throw new AppError('knowledge.article-too-large', `${name}:${line}: ${body.length} characters; the most is ${MOST_BODY_CHARACTERS}`)
  }
  const parsed = articleSchema.safeParse({
    id: slug(asText(fields.id) || title),
    language: fields.language ?? defaults.language ?? detectLanguage(`${title}\n${body.slice(0, 2_000)}`)?.language,
    version: Number(fields.version ?? 1),
    title,
    category: asText(fields.category),
    audience: asText(fields.audience),
    owner: asText(fields.owner),
    validFrom: fields.valid_from ?? fields.validFrom ?? defaults.validFrom,
    validTo: fields.valid_to ?? fields.validTo ?? null,
    intents: asList(fields.intents),
    questions: asList(fields.questions),
    body,
  })
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw invalid(name, line, `${String(issue?.path[0] ?? '')}: ${issue?.message ?? 'not valid'}`)
}

function objectOf(content: string, name: string, line: number): Fields {
  try {
    const value: unknown = JSON.parse(content)
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value }
  } catch {
    // Reported below, like anything else that isn't an object.
  }
  throw invalid(name, line, 'not a JSON object')
}

function asText(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : ''
}

function asList(value: unknown): unknown {
  if (typeof value !== 'string') return value ?? []
  return value
    .split('|')
    .map((one) => one.trim())
    .filter((one) => one !== '')
}

function slug(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9._]+/g, '-')
    .replace(/^[-._]+|-+$/g, '')
    .slice(0, 100)
}

function extensionOf(name: string): string {
  return /\.([a-z]+)$/i.exec(name)?.[1]?.toLowerCase() ?? ''
}

function invalid(name: string, line: number, what: string): AppError {
  return new AppError('knowledge.article-invalid', `${name}:${line}: ${what}`)
}
