import type pg from 'pg'
import type { Connection, Submittable } from 'pg'

/** A value as PostgreSQL's text form has it; null for none. */
export type Cell = string | null

/** Rows for one table. */
export interface TableRows {
  readonly table: string
  readonly columns: readonly string[]
  readonly rows: readonly (readonly Cell[])[]
}

export function bytes(value: Uint8Array): string {
  return `\\x${Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('hex')}`
}

export function textArray(values: readonly string[]): string {
  return `{${values.map((value) => `"${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`).join(',')}}`
}

/** Writes rows as fast as PostgreSQL takes them: `COPY ... FROM STDIN` in its text format. */
export async function copyRows(client: pg.Client, { table, columns, rows }: TableRows): Promise<void> {
  if (rows.length === 0) return
  const text = rows.map((row) => `${row.map(cellText).join('\t')}\n`).join('')
  await new Promise<void>((resolve, reject) => {
    client.query(
      new CopyIn(`COPY ${table} (${columns.join(', ')}) FROM STDIN`, text, (error) => (error === undefined ? resolve() : reject(error))),
    )
  })
}

const special = /[\\\n\r\t]/g
const escapes: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' }

function cellText(cell: Cell): string {
  return cell === null ? '\\N' : cell.replace(special, (sign) => escapes[sign] ?? sign)
}

/** What the driver knows of a connection that takes a copy, and its types don't name. */
interface CopyingConnection extends Connection {
  sendCopyFromChunk(chunk: Buffer): void
  endCopyFrom(): void
}

class CopyIn implements Submittable {
  readonly #statement: string
  readonly #text: string
  readonly #onEnd: (error?: Error) => void

  constructor(statement: string, text: string, onEnd: (error?: Error) => void) {
    this.#statement = statement
    this.#text = text
    this.#onEnd = onEnd
  }

  submit(connection: Connection): void {
    connection.query(this.#statement)
  }

  handleCopyInResponse(connection: CopyingConnection): void {
    connection.sendCopyFromChunk(Buffer.from(this.#text))
    connection.endCopyFrom()
  }

  handleError(error: Error): void {
    this.#onEnd(error)
  }

  handleCommandComplete(): void {}

  handleReadyForQuery(): void {
    this.#onEnd()
  }
}
