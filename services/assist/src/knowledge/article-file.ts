import { AppError } from '@souffleur/proto'
import { isMap, LineCounter, parseDocument } from 'yaml'
import * as z from 'zod'
import { type Article, articleSchema, MOST_BODY_CHARACTERS } from './article.ts'

const fence = /^---[ \t]*$/

/**
 * Reads an article's Markdown file: YAML front matter between two `---` lines, then the text.
 * @param name of the file, for the message
 * @throws AppError `knowledge.article-invalid` or `knowledge.article-too-large`, whose detail is "file:line: what is wrong"
 */
export function parseArticleFile(text: string, name: string): Article {
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/)
  if (!fence.test(lines[0] ?? '')) throw invalid(name, 1, 'the file must begin with a line of three dashes')
  const end = lines.findIndex((line, index) => index > 0 && fence.test(line))
  if (end < 0) throw invalid(name, 1, 'the front matter has no closing line of three dashes')
  const frontMatter = readFrontMatter(lines.slice(1, end).join('\n'), name)
  const body = lines
    .slice(end + 1)
    .join('\n')
    .trim()
  if (body === '') throw invalid(name, end + 2, 'there is no text below the front matter')
  if (body.length > MOST_BODY_CHARACTERS) {
    throw new AppError('knowledge.article-too-large', `${name}:${end + 2}: ${body.length} characters; the most is ${MOST_BODY_CHARACTERS}`)
  }
  const parsed = articleSchema.safeParse({ ...frontMatter.fields, body })
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const [key] = issue?.path ?? []
  const line = key === 'body' ? end + 2 : frontMatter.lineOf(String(key))
  throw invalid(name, line, `${frontMatterKey(String(key))}: ${issue?.message ?? 'not valid'}`)
}

interface FrontMatter {
  readonly fields: Readonly<Record<string, unknown>>
  /** Line of a field in the file; of the first line when it is missing. */
  lineOf(field: string): number
}

const scalars = z
  .object({
    id: z.unknown().optional(),
    title: z.unknown().optional(),
    language: z.unknown().optional(),
    category: z.unknown().default(''),
    audience: z.unknown().default(''),
    owner: z.unknown().default(''),
    version: z.unknown().default(1),
    valid_from: z.unknown().optional(),
    valid_to: z.unknown().default(null),
    intents: z.unknown().default([]),
    questions: z.unknown().default([]),
  })
  .transform(({ valid_from, valid_to, ...fields }) => ({ ...fields, validFrom: asDay(valid_from), validTo: asDay(valid_to) }))

function readFrontMatter(yaml: string, name: string): FrontMatter {
  const counter = new LineCounter()
  const document = parseDocument(yaml, { lineCounter: counter })
  const [error] = document.errors
  // The line of dashes comes first.
  if (error !== undefined) throw invalid(name, (error.linePos?.[0].line ?? 1) + 1, error.message.split('\n')[0] ?? 'not YAML')
  const fields = scalars.safeParse(document.toJS() ?? {})
  if (!fields.success) throw invalid(name, 2, 'the front matter must be a list of "name: value" lines')
  const { contents } = document
  return {
    fields: fields.data,
    lineOf(field) {
      const pair = isMap(contents) ? contents.items.find(({ key }) => String(key) === frontMatterKey(field)) : undefined
      const range = pair?.key !== null && typeof pair?.key === 'object' && 'range' in pair.key ? pair.key.range : undefined
      const offset = Array.isArray(range) && typeof range[0] === 'number' ? range[0] : undefined
      return offset === undefined ? 1 : counter.linePos(offset).line + 1
    },
  }
}

/** YAML 1.1 readers give dates, others text. */
function asDay(value: unknown): unknown {
  return value instanceof Date ? value.toISOString().slice(0, 10) : value
}

function frontMatterKey(field: string): string {
  if (field === 'validFrom') return 'valid_from'
  return field === 'validTo' ? 'valid_to' : field
}

function invalid(name: string, line: number, what: string): AppError {
  return new AppError('knowledge.article-invalid', `${name}:${line}: ${what}`)
}
