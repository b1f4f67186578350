import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Article, type IntentCatalogue, parseArticleFile, parseCatalogue } from '@souffleur/assist'
import { readText } from '../json-lines.ts'

const demoFolder = fileURLToPath(new URL('../../../../services/standalone/demo/', import.meta.url))

export const demoKnowledgeFolder = join(demoFolder, 'knowledge')

export function readDemoCatalogue(): IntentCatalogue {
  return parseCatalogue(readText(join(demoFolder, 'intents.yaml')))
}

export function readArticles(folder: string): Article[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .toSorted()
    .map((name) => parseArticleFile(readText(join(folder, name)), name))
}
