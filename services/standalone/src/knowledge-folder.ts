import { readdir, readFile, stat } from 'node:fs/promises'
import { basename, join, relative } from 'node:path'
import { type Article, isImported, readArticles } from '@souffleur/assist'
import type { ImportOutcome, KnowledgeStore } from '@souffleur/desk'
import { type Clock, systemClock } from '@souffleur/flow'
import { AppError } from '@souffleur/proto'

/** Far more than any article, and little enough to be read at once; a table may hold many articles. */
const MOST_FILE_BYTES = 64 * 1024 * 1024

/**
 * Imports a file, or every file below a folder that holds articles (Markdown, HTML, CSV, JSON lines). All files are read before anything
 * is stored, so that one that is wrong stops the import as a whole.
 * @throws AppError `knowledge.article-invalid` or `knowledge.article-too-large` with the file and the line; `knowledge.nothing-to-import`.
 */
export async function importFolder(
  path: string,
  knowledge: Pick<KnowledgeStore, 'import'>,
  actor: string,
  clock: Clock = systemClock,
): Promise<ImportOutcome> {
  const validFrom = new Date(clock.unixMs()).toISOString().slice(0, 10)
  const articles: Article[] = []
  for (const { file, name } of await filesAt(path)) {
    const { size } = await stat(file)
    if (size > MOST_FILE_BYTES) throw new AppError('knowledge.article-too-large', `${name}: ${size} bytes; the most is ${MOST_FILE_BYTES}`)
    articles.push(...readArticles(await readFile(file, 'utf8'), name, { validFrom }))
  }
  if (articles.length === 0) throw new AppError('knowledge.nothing-to-import', path)
  return knowledge.import(articles, actor)
}

async function filesAt(path: string): Promise<{ readonly file: string; readonly name: string }[]> {
  const found = await stat(path).catch(() => undefined)
  if (found === undefined) throw new AppError('knowledge.nothing-to-import', path)
  if (found.isFile()) return [{ file: path, name: basename(path) }]
  const entries = await readdir(path, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile() && isImported(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted()
    .map((file) => ({ file, name: relative(path, file) }))
}
