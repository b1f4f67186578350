import { isStopWord, tokenise } from '@souffleur/language'
import { AppError, type Language } from '@souffleur/proto'
import { type Document, isSeq, parseDocument, type YAMLSeq } from 'yaml'
import * as z from 'zod'
import { parseGuide } from './guide-file.ts'

/** A guide with steps per case: topics, their cases, and what an agent does in each, in order. */
const proceduresFile = z.record(
  z.string().min(1),
  z.object({
    subflows: z.record(
      z.string().min(1),
      z.object({
        actions: z
          .array(z.object({ button: z.string().default(''), text: z.string().default(''), subtext: z.array(z.string()).default([]) }))
          .min(1),
      }),
    ),
  }),
)
type Action = z.output<typeof proceduresFile>[string]['subflows'][string]['actions'][number]

export interface ImportedProcedures {
  /** The guide with the procedures, comments and all: those with the same id are replaced. */
  readonly guide: string
  readonly added: number
  readonly replaced: number
  readonly steps: number
}

export interface ProcedureOptions {
  /** That the procedures are written in. */
  readonly language: Language
  /** Only in calls of these queues; none: in all. */
  readonly queues: readonly string[]
}

/** A step that is only said has no button. */
const noButton = /^(?:n\/a)?$/i
const MOST_LABEL = 120
const MOST_PROMPT = 1000
/** A word that begins this many titles names a kind of case, not a case: "Status ...", "Manage ...". */
const OFTEN = 3
const MOST_CUE_WORDS = 3

/**
 * Turns procedures into lists of a guide, whose next step is offered as the call goes on. The cues are a beginning: a list opens on the
 * words of its case, a step is ticked off by the words of its name; people add what their customers say.
 * @throws AppError `guide.invalid` for a file that isn't one, or a guide that can't be read
 */
export function importProcedures(
  guide: string,
  procedures: string,
  options: ProcedureOptions,
  name = 'procedures.json',
): ImportedProcedures {
  const lists = listsOf(readProcedures(procedures, name), options)
  const document = parseDocument(guide)
  if (document.errors.length > 0) throw new AppError('guide.invalid', `guide: ${document.errors[0]?.message ?? 'it is no YAML'}`)
  const known = sequenceOf(document)
  let replaced = 0
  for (const list of lists) {
    const place = known.items.findIndex((item) => idOf(item) === list.id)
    if (place >= 0) replaced += 1
    const node = document.createNode(list)
    if (place >= 0) known.items[place] = node
    else known.add(node)
  }
  const text = document.toString({ lineWidth: 140 })
  parseGuide(text, 'the guide with the procedures')
  return { guide: text, added: lists.length - replaced, replaced, steps: lists.reduce((sum, { items }) => sum + items.length, 0) }
}

function readProcedures(text: string, name: string): z.output<typeof proceduresFile> {
  let content: unknown
  try {
    content = JSON.parse(text)
  } catch (error) {
    throw new AppError('guide.invalid', `${name}: ${error instanceof Error ? error.message : String(error)}`)
  }
  const parsed = proceduresFile.safeParse(content)
  if (!parsed.success) throw new AppError('guide.invalid', `${name}: ${z.prettifyError(parsed.error)}`)
  return parsed.data
}

function listsOf(topics: z.output<typeof proceduresFile>, { language, queues }: ProcedureOptions) {
  const cases = Object.entries(topics).flatMap(([topic, { subflows }]) =>
    Object.entries(subflows).map(([title, { actions }]) => ({ topic, title, actions })),
  )
  const common = wordsOftenFirst(cases.map(({ title }) => title))
  return cases.map(({ topic, title, actions }) => ({
    id: identifier(`${topic} ${title}`),
    kind: 'procedure',
    title: both(title),
    ...(queues.length === 0 ? {} : { queues: [...queues] }),
    starts: { said: { by: 'customer', [language]: cuesOf(title, language, common) } },
    items: itemsOf(actions, language),
  }))
}

function itemsOf(actions: readonly Action[], language: Language) {
  const taken = new Set<string>()
  return actions.map(({ button, text, subtext }, index) => {
    const label = clip(noButton.test(button) ? plain(text) : button, MOST_LABEL)
    const name = identifier(label)
    const id = name === '' || taken.has(name) ? `${name === '' ? 'step' : name}-${index + 1}` : name
    taken.add(id)
    const prompt = clip([plain(text), ...subtext.map(plain)].filter((part) => part !== '').join(' · '), MOST_PROMPT)
    const cues = cuesOf(label, language, new Set())
    return { id, label: both(label), prompt: both(prompt), ...(cues.length === 0 ? {} : { said: { by: 'advisor', [language]: cues } }) }
  })
}

/** "Status Mystery Fee" is heard as "mystery ... fee", in either order. */
function cuesOf(title: string, language: Language, common: ReadonlySet<string>): string[] {
  const words = tokenise(title, language)
    .map(({ folded }) => folded)
    .filter((word) => !isStopWord(word, language) && !common.has(word) && /^[\p{L}\d]+$/u.test(word))
    .slice(-MOST_CUE_WORDS)
  if (words.length === 0) return []
  return [...new Set([words.join(' ... '), words.toReversed().join(' ... ')])]
}

function wordsOftenFirst(titles: readonly string[]): ReadonlySet<string> {
  const counts = new Map<string, number>()
  for (const title of titles) {
    const first = title.trim().split(/\s+/)[0]?.toLowerCase() ?? ''
    counts.set(first, (counts.get(first) ?? 0) + 1)
  }
  return new Set([...counts].filter(([, count]) => count >= OFTEN).map(([word]) => word))
}

function sequenceOf(document: Document): YAMLSeq {
  const lists = document.get('lists')
  if (isSeq(lists)) return lists
  const empty = document.createNode([])
  document.set('lists', empty)
  return empty
}

function idOf(item: unknown): unknown {
  return typeof item === 'object' && item !== null && 'get' in item && typeof item.get === 'function' ? item.get('id') : undefined
}

/** The same words in both languages: the file has one. */
function both(text: string): { en: string; fr: string } {
  return { en: text, fr: text }
}

/** Buttons are written in brackets. */
function plain(text: string): string {
  return text.replaceAll(/[[\]]/g, '').replace(/\s+/g, ' ').trim()
}

function clip(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 1)}…`
}

function identifier(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 64)
}
