import { CSV_START, csvLine } from '@souffleur/proto'

export interface CsvColumn<Row> {
  readonly name: string
  readonly value: (row: Row) => string | number | null
}

/** RFC 4180, with a byte order mark so that spreadsheets read accents. */
export function csvOf<Row>(columns: readonly CsvColumn<Row>[], rows: readonly Row[]): string {
  const lines = rows.map((row) => csvLine(columns.map(({ value }) => value(row))))
  return `${CSV_START}${csvLine(columns.map(({ name }) => name))}${lines.join('')}`
}

export function downloadCsv(fileName: string, csv: string): void {
  saveFile(fileName, new Blob([csv], { type: 'text/csv;charset=utf-8' }))
}

/** As the browser saves files, under a name. */
export function saveFile(fileName: string, content: Blob): void {
  const url = URL.createObjectURL(content)
  const link = document.createElement('a')
  link.href = url
  link.download = fileName
  link.click()
  URL.revokeObjectURL(url)
}
