import type { Clock } from '@souffleur/flow'
import { AppError, type Language } from '@souffleur/proto'
import * as z from 'zod'
import { appendAudit } from '../audit/audit-chain.ts'
import { type Database, type Queryable, select, selectOne } from '../storage/database.ts'
import { sql, storableText } from '../storage/statement.ts'
import { type Article, article } from './article.ts'

/** Articles as assist reads them. */
export interface KnowledgeSource {
  /** The current version of every article, in a steady order. */
  load(): Promise<Article[]>
  onChange(listener: () => void): () => void
}

export interface ImportOutcome {
  readonly added: number
  /** A new version was made. */
  readonly revised: number
  /** Only what surrounds the text changed. */
  readonly updated: number
  readonly unchanged: number
}

export interface ArticleVersion {
  readonly version: number
  readonly title: string
  /** ISO 8601. */
  readonly storedAt: string
}

export type Change = keyof ImportOutcome

/** The knowledge base in the database. Versions are never deleted: a suggestion that was offered keeps the words that it quoted. */
export class KnowledgeStore implements KnowledgeSource {
  readonly #database: Database
  readonly #clock: Clock
  readonly #listeners = new Set<() => void>()

  constructor(database: Database, clock: Clock) {
    this.#database = database
    this.#clock = clock
  }

  load(): Promise<Article[]> {
    return select(this.#database, articleRow, sql`${selectCurrent} ORDER BY article_id, language`)
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => {
      this.#listeners.delete(listener)
    }
  }

  /** Another process has changed articles. */
  tellOfChange(): void {
    for (const listener of this.#listeners) listener()
  }

  async list(language: Language): Promise<Article[]> {
    return (await this.load()).filter((found) => found.language === language)
  }

  /** The current version when none is named. */
  get(id: string, language: Language, version?: number): Promise<Article | undefined> {
    const chosen = version === undefined ? sql`TRUE` : sql`version = ${version}`
    return selectOne(
      this.#database,
      articleRow,
      sql`${selectAll} WHERE article_id = ${id} AND language = ${language} AND ${chosen} ORDER BY version DESC LIMIT 1`,
    )
  }

  /** Newest first. */
  versions(id: string, language: Language): Promise<ArticleVersion[]> {
    return select(
      this.#database,
      versionRow,
      sql`SELECT version, title, stored_at FROM articles WHERE article_id = ${id} AND language = ${language} ORDER BY version DESC`,
    )
  }

  /**
   * Adds and updates articles, all or none. A title or a text that changed makes a new version, numbered after the last one unless
   * the article says more. Articles that aren't named stay.
   */
  async import(articles: readonly Article[], actor: string): Promise<ImportOutcome> {
    const outcome = { added: 0, revised: 0, updated: 0, unchanged: 0 }
    await this.#database.transaction(async (tx) => {
      const known = new Map((await select(tx, articleRow, selectCurrent)).map((found) => [keyOf(found), found]))
      for (const sent of articles) {
        const clean = cleaned(sent)
        const { change, stored } = await this.#store(tx, clean, known.get(keyOf(clean)))
        outcome[change] += 1
        known.set(keyOf(stored), stored)
      }
      const details = { ...outcome }
      await appendAudit(tx, { atMs: this.#clock.unixMs(), actor, action: 'knowledge.imported', subject: 'knowledge', details })
    })
    if (outcome.unchanged < articles.length) for (const listener of this.#listeners) listener()
    return outcome
  }

  /** What {@link import} would do; nothing is stored. */
  async compare(articles: readonly Article[]): Promise<readonly { readonly article: Article; readonly change: Change }[]> {
    const known = new Map((await this.load()).map((found) => [keyOf(found), found]))
    return articles.map((sent) => {
      const clean = cleaned(sent)
      return { article: clean, change: changeOf(clean, known.get(keyOf(clean))) }
    })
  }

  /**
   * A person's version of an article: whatever they changed makes a new one, so that what held when is on record.
   * @param basedOn the version that they edited, 0 for a new article
   * @throws AppError `request.conflict` when somebody else was quicker, or the id is taken
   */
  async revise(sent: Article, { basedOn, actor }: { readonly basedOn: number; readonly actor: string }): Promise<Article> {
    const stored = { ...cleaned(sent), version: basedOn + 1 }
    const { id, language, version } = stored
    await this.#database.transaction(async (tx) => {
      const [current] = await select(
        tx,
        z.object({ version: z.number() }),
        sql`SELECT version FROM articles WHERE article_id = ${id} AND language = ${language} ORDER BY version DESC LIMIT 1`,
      )
      if ((current?.version ?? 0) !== basedOn) throw new AppError('request.conflict', `the article is at version ${current?.version ?? 0}`)
      await insert(tx, stored, this.#clock)
      const details = { language, version }
      await appendAudit(tx, { atMs: this.#clock.unixMs(), actor, action: 'knowledge.revised', subject: id, details })
    })
    for (const listener of this.#listeners) listener()
    return stored
  }

  async #store(tx: Queryable, sent: Article, known: Article | undefined): Promise<{ change: Change; stored: Article }> {
    const change = changeOf(sent, known)
    if (known === undefined || change === 'added') {
      await insert(tx, sent, this.#clock)
      return { change, stored: sent }
    }
    if (change === 'revised') {
      const stored = { ...sent, version: Math.max(sent.version, known.version + 1) }
      await insert(tx, stored, this.#clock)
      return { change, stored }
    }
    const stored = { ...sent, version: known.version }
    if (change === 'unchanged') return { change, stored }
    await tx.query(sql`
      UPDATE articles SET category = ${stored.category}, audience = ${stored.audience}, owner = ${stored.owner},
        valid_from = ${stored.validFrom}, valid_to = ${stored.validTo}, intents = ${stored.intents}, questions = ${stored.questions}
      WHERE article_id = ${stored.id} AND language = ${stored.language} AND version = ${stored.version}`)
    return { change, stored }
  }
}

function changeOf(sent: Article, known: Article | undefined): Change {
  if (known === undefined) return 'added'
  if (sent.title !== known.title || sent.body !== known.body) return 'revised'
  return JSON.stringify({ ...sent, version: known.version }) === JSON.stringify(known) ? 'unchanged' : 'updated'
}

const columns = sql`article_id, language, version, title, category, audience, owner, valid_from, valid_to, intents, questions, body`
const selectAll = sql`SELECT ${columns} FROM articles`
const selectCurrent = sql`
  SELECT ${columns} FROM articles a
  WHERE version = (SELECT max(b.version) FROM articles b WHERE b.article_id = a.article_id AND b.language = a.language)`

const articleRow = z
  .object({ article_id: z.string(), valid_from: z.string(), valid_to: z.string().nullable() })
  .loose()
  .transform(({ article_id, valid_from, valid_to, ...row }) => ({ ...row, id: article_id, validFrom: valid_from, validTo: valid_to }))
  .pipe(article)

const versionRow = z
  .object({ version: z.number(), title: z.string(), stored_at: z.date() })
  .transform(({ stored_at, ...row }): ArticleVersion => ({ ...row, storedAt: stored_at.toISOString() }))

async function insert(tx: Queryable, sent: Article, clock: Clock): Promise<void> {
  const { id, language, version, title, category, audience, owner, validFrom, validTo, intents, questions, body } = sent
  await tx.query(sql`
    INSERT INTO articles (${columns}, stored_at)
    VALUES (${id}, ${language}, ${version}, ${title}, ${category}, ${audience}, ${owner}, ${validFrom}, ${validTo}, ${intents},
      ${questions}, ${body}, ${new Date(clock.unixMs())})`)
}

/** @throws ZodError for an article that isn't one. The order of keys is the schema's, so that two can be compared as JSON. */
function cleaned(sent: Article): Article {
  const { title, body, questions } = sent
  return article.parse({ ...sent, title: storableText(title), body: storableText(body), questions: questions.map(storableText) })
}

function keyOf({ id, language }: Article): string {
  return `${language} ${id}`
}
