import type { PlainDatabase, PlainQueryable } from '../src/storage/database.ts'

/** A database whose disk is full, or that is away, when a test says so. Reading works on a full disk. */
export function unreliable(inner: PlainDatabase): { database: PlainDatabase; failWith(code: string): void; recover(): void } {
  let failure: string | undefined
  const refuse = () => {
    if (failure !== undefined) throw Object.assign(new Error(`${failure}: as the test wants it`), { code: failure })
  }
  const guarded = (queryable: PlainQueryable): PlainQueryable => ({
    async query(statement) {
      if (failure !== 'ENOSPC' || !/^\s*SELECT/i.test(statement.text)) refuse()
      return queryable.query(statement)
    },
    async exec(script) {
      refuse()
      return queryable.exec(script)
    },
  })
  return {
    database: {
      ...guarded(inner),
      async transaction(work) {
        refuse()
        return inner.transaction((tx) => work(guarded(tx)))
      },
      close: () => inner.close(),
    },
    failWith(code) {
      failure = code
    },
    recover() {
      failure = undefined
    },
  }
}
