import { readFile } from 'node:fs/promises'
import { basename, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { findInconsistencies, type Inconsistency, importProcedures } from '@souffleur/assist'
import { type Database, KnowledgeStore, VersionedText } from '@souffleur/desk'
import { systemClock } from '@souffleur/flow'
import { exitWith } from './exit-with.ts'
import { importFolder } from './knowledge-folder.ts'
import { withDatabase } from './with-database.ts'

const usage = `npm run kb -- import PATH    imports a file, or all files below a folder: Markdown (with front matter), HTML, CSV, JSON lines
npm run kb -- import-guide FILE [--queue NAME]... [--lang en|fr] [--dry-run]
                             puts procedures (topics, their cases, the steps of each, as JSON) into the guide as lists of steps
npm run kb -- check          reports articles that contradict or repeat each other

Stop Souffleur first.
`

const say = (line: string) => process.stdout.write(`${line}\n`)

/** `npm run kb -- import PATH | import-guide FILE | check` */
const [command, ...words] = process.argv.slice(2)
try {
  await withDatabase(workFor(command, words))
} catch (error) {
  exitWith(error)
}

function workFor(name: string | undefined, [path, ...rest]: readonly string[]): (database: Database) => Promise<void> {
  if (name === 'import' && path !== undefined && rest.length === 0) return (database) => importFrom(path, database)
  if (name === 'import-guide' && path !== undefined) return (database) => importGuide(path, rest, database)
  if (name === 'check' && path === undefined) return check
  process.stderr.write(usage)
  process.exit(2)
}

async function importFrom(path: string, database: Database): Promise<void> {
  const { added, revised, updated, unchanged } = await importFolder(resolve(path), new KnowledgeStore(database, systemClock), 'ops')
  say(`${added} added, ${revised} with a new version, ${updated} with new details, ${unchanged} unchanged`)
}

async function importGuide(path: string, words: readonly string[], database: Database): Promise<void> {
  const { values } = parseArgs({
    args: [...words],
    options: {
      queue: { type: 'string', multiple: true, default: [] },
      lang: { type: 'string', default: 'en' },
      'dry-run': { type: 'boolean', default: false },
    },
  })
  const guides = new VersionedText('guide', database, systemClock)
  const current = await guides.current()
  const language = values.lang === 'fr' ? 'fr' : 'en'
  const procedures = await readFile(resolve(path), 'utf8')
  const imported = importProcedures(current?.text ?? '', procedures, { language, queues: values.queue }, basename(path))
  const { added, replaced, steps } = imported
  if (values['dry-run']) {
    say(`${added} procedures would be added, ${replaced} replaced; ${steps} steps`)
    return
  }
  const { version } = await guides.replace(imported.guide, { basedOn: current?.version ?? 0, actor: 'ops' })
  say(`${added} procedures added, ${replaced} replaced; ${steps} steps. The guide is at version ${version}.`)
}

async function check(database: Database): Promise<void> {
  const articles = await new KnowledgeStore(database, systemClock).load()
  const found = findInconsistencies(articles)
  for (const one of found) say(`${describe(one)}\n`)
  const contradictions = found.filter(({ kind }) => kind === 'contradiction').length
  say(`${articles.length} articles: ${contradictions} possible contradictions, ${found.length - contradictions} near duplicates`)
}

function describe(one: Inconsistency): string {
  const likeness = `${Math.round(100 * one.likeness)} % alike`
  if (one.kind === 'duplicate') return `duplicate (${one.language}, ${likeness}): ${one.articles.join(' and ')}`
  const places = one.places.map(({ articleId, passageId, quote }) => `  ${articleId} #${passageId}: ${quote}`)
  return [`${one.about} (${one.language}, ${likeness}): ${one.values.join(' or ')}`, ...places].join('\n')
}
