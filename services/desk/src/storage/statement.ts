/** A value that travels as a parameter, never as text of the statement. JSON values go as text: see {@link json}. */
export type SqlValue = string | number | boolean | Date | Uint8Array | null | readonly string[]

/** SQL with its parameters apart. Only {@link sql} makes one, so nothing that a person wrote can become SQL. */
export interface Statement {
  readonly text: string
  readonly values: readonly SqlValue[]
}

const made = new WeakSet<object>()

/** Values become `$1`, `$2`...; a statement inside a statement is spliced in with its own parameters. */
export function sql(strings: TemplateStringsArray, ...values: readonly (SqlValue | Statement)[]): Statement {
  let text = strings[0] ?? ''
  const parameters: SqlValue[] = []
  for (const [index, value] of values.entries()) {
    text += isStatement(value) ? splice(value, parameters) : `$${parameters.push(value)}`
    text += strings[index + 1] ?? ''
  }
  const statement = Object.freeze({ text, values: Object.freeze(parameters) })
  made.add(statement)
  return statement
}

const SCHEMA_NAME = /^[a-z_][a-z0-9_]*$/

/** A table or a column by its name, for code that goes through all of them. @throws RangeError for a name that no migration would give */
export function identifier(name: string): Statement {
  if (!SCHEMA_NAME.test(name)) throw new RangeError(`${name}: not a name of the schema`)
  const statement = Object.freeze({ text: `"${name}"`, values: Object.freeze([]) })
  made.add(statement)
  return statement
}

/** Statements one after the other with commas between them. */
export function listed(statements: readonly Statement[]): Statement {
  return statements.reduce((all, one) => sql`${all}, ${one}`)
}

/** The conditions that hold together; every row when there are none. */
export function allOf(conditions: readonly Statement[]): Statement {
  return conditions.reduce((all, condition) => sql`${all} AND ${condition}`, sql`TRUE`)
}

/** As JSON writes what PostgreSQL refuses. A backslash before it makes it harmless: then it is only looked at for nothing. */
const REFUSED = /\\u(?:0000|d[89a-f])/

/**
 * JSON as PostgreSQL accepts it: `jsonb` refuses U+0000 and lone surrogates, which telephony metadata or a title may hold.
 * They become U+FFFD.
 */
export function json(value: unknown): string {
  // What has neither, which is nearly everything, is written four times as fast.
  const text = JSON.stringify(value)
  if (text === undefined || !REFUSED.test(text)) return text
  return JSON.stringify(value, (_key, part: unknown) => {
    if (typeof part === 'string') return storableText(part)
    if (typeof part !== 'object' || part === null || Array.isArray(part)) return part
    return Object.fromEntries(Object.entries(part).map(([name, inner]) => [storableText(name), inner]))
  })
}

/** `text` columns refuse U+0000, and UTF-8 has no lone surrogates. */
export function storableText(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\uFFFD')
}

function isStatement(value: SqlValue | Statement): value is Statement {
  return typeof value === 'object' && value !== null && made.has(value)
}

function splice(statement: Statement, parameters: SqlValue[]): string {
  const offset = parameters.length
  parameters.push(...statement.values)
  return statement.text.replace(/\$(\d+)/g, (_match, position: string) => `$${Number(position) + offset}`)
}
