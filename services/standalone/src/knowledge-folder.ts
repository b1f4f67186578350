import { readdir, readFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { parseArticleFile } from '@souffleur/assist'
import type { ImportOutcome, KnowledgeStore } from '@souffleur/desk'

/**
 * Imports every Markdown file below a folder. All files are read before anything is stored, so that one that is wrong stops
 * the import as a whole.
 * @throws AppError `knowledge.article-invalid` with the file and the line.
 */
export async function importFolder(folder: string, knowledge: KnowledgeStore, actor: string): Promise<ImportOutcome> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries
    .filter((entry) => entry.isFile() && entry.name.endsWith('.md'))
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted()
  const articles = await Promise.all(files.map(async (file) => parseArticleFile(await readFile(file, 'utf8'), relative(folder, file))))
  return knowledge.import(articles, actor)
}
