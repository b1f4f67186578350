import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as z from 'zod'
import { type PlainDatabase, select, selectOne } from '../src/storage/database.ts'
import { migrate, readMigrations } from '../src/storage/migrate.ts'
import { json, sql } from '../src/storage/statement.ts'

const counted = z.object({ n: z.coerce.number() })

/** What every adapter of the database port promises. `openDatabase` gives an empty database. */
export function describeDatabaseConformance(name: string, openDatabase: () => Promise<PlainDatabase>): void {
  describe(name, () => {
    let database: PlainDatabase
    const count = async () => (await selectOne(database, counted, sql`SELECT count(*) AS n FROM notes`))?.n
    beforeAll(async () => {
      database = await openDatabase()
      await database.exec('CREATE TABLE notes (id integer PRIMARY KEY, body text, data jsonb, tags text[], at timestamptz, flag boolean)')
    })
    afterAll(() => database.close())

    it('gives back text, JSON, lists, times, booleans and nulls as they were stored', async () => {
      const at = new Date(1_700_000_000_123)
      await database.query(
        sql`INSERT INTO notes VALUES (1, ${'d’accord'}, ${json({ a: [1, 'deux'] })}::jsonb, ${['x', 'y, "z"']}, ${at}, ${true}), (2, NULL, NULL, ${[]}, NULL, ${null})`,
      )
      const row = z.object({
        body: z.string().nullable(),
        data: z.unknown(),
        tags: z.array(z.string()),
        at: z.date().nullable(),
        flag: z.boolean().nullable(),
      })
      expect(await select(database, row, sql`SELECT body, data, tags, at, flag FROM notes ORDER BY id`)).toEqual([
        { body: 'd’accord', data: { a: [1, 'deux'] }, tags: ['x', 'y, "z"'], at, flag: true },
        { body: null, data: null, tags: [], at: null, flag: null },
      ])
    })

    it('takes a parameter for what it is, whatever it holds', async () => {
      const hostile = `'; DROP TABLE notes; --`
      await database.query(sql`INSERT INTO notes (id, body) VALUES (3, ${hostile})`)
      expect(await select(database, z.object({ id: z.number() }), sql`SELECT id FROM notes WHERE body = ${hostile}`)).toEqual([{ id: 3 }])
    })

    it('stores JSON with characters that PostgreSQL refuses, replaced', async () => {
      const stored = json({ 'nul\0': 'a\0b', lone: '\ud800' })
      const row = z.object({ data: z.unknown() })
      expect(await selectOne(database, row, sql`SELECT ${stored}::jsonb AS data`)).toEqual({
        data: { 'nul\uFFFD': 'a\uFFFDb', lone: '\uFFFD' },
      })
    })

    it('counts the rows that a statement changed', async () => {
      const { affected } = await database.query(sql`UPDATE notes SET flag = FALSE WHERE id IN (1, 2)`)
      expect(affected).toBe(2)
      expect((await database.query(sql`SELECT id FROM notes`)).affected).toBe(0)
    })

    it('keeps nothing of a transaction that fails', async () => {
      const before = await count()
      const work = database.transaction(async (tx) => {
        await tx.query(sql`INSERT INTO notes (id) VALUES (10)`)
        throw new Error('changed my mind')
      })
      await expect(work).rejects.toThrow('changed my mind')
      expect(await count()).toBe(before)
    })

    it('goes on after a statement failed inside a transaction, and reports its SQLSTATE', async () => {
      const work = database.transaction((tx) => tx.query(sql`INSERT INTO notes (id) VALUES (1)`))
      await expect(work).rejects.toMatchObject({ code: '23505' })
      expect(await database.transaction((tx) => select(tx, counted, sql`SELECT 7 AS n`))).toEqual([{ n: 7 }])
    })

    it('lets no other statement slip into a transaction', async () => {
      const order: string[] = []
      const slow = database.transaction(async (tx) => {
        await tx.query(sql`INSERT INTO notes (id) VALUES (20)`)
        order.push('inside')
        await tx.query(sql`INSERT INTO notes (id) VALUES (21)`)
      })
      const seen = select(database, counted, sql`SELECT count(*) AS n FROM notes WHERE id IN (20, 21)`)
      await slow
      expect([0, 2]).toContain((await seen)[0]?.n)
      expect(order).toEqual(['inside'])
    })

    it('applies each migration once, also when two start together', async () => {
      const versions = (await readMigrations()).map(({ version }) => version)
      const [first, second] = await Promise.all([migrate(database), migrate(database)])
      expect([...first, ...second]).toEqual(versions)
      expect(await migrate(database)).toEqual([])
    })

    it('applies nothing of a set of migrations with a mistake in it', async () => {
      const migrations = await readMigrations()
      const version = migrations.length + 1
      const broken = [...migrations, { version, name: 'broken.sql', script: 'CREATE TABLE half (id integer); SELECT broken' }]
      await expect(migrate(database, broken)).rejects.toMatchObject({ code: '42703' })
      expect(await select(database, z.object({ name: z.string().nullable() }), sql`SELECT to_regclass('half')::text AS name`)).toEqual([
        { name: null },
      ])
    })

    it('refuses a database that a newer version wrote, and a migration that has changed', async () => {
      const migrations = await readMigrations()
      await expect(migrate(database, migrations.slice(0, 2))).rejects.toMatchObject({ code: 'data.schema-mismatch' })
      const changed = migrations.map((migration, index) => (index === 0 ? { ...migration, script: 'SELECT 1' } : migration))
      await expect(migrate(database, changed)).rejects.toMatchObject({ code: 'data.schema-mismatch' })
    })

    it('refuses to work once it is closed', async () => {
      await database.close()
      await expect(database.query(sql`SELECT 1`)).rejects.toMatchObject({ code: 'data.unavailable' })
      await expect(database.transaction(async () => {})).rejects.toMatchObject({ code: 'data.unavailable' })
      await database.close()
    })
  })
}
