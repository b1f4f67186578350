/** A row with the line of the file that it begins on. */
export interface TableRow {
  readonly line: number
  readonly cells: readonly string[]
}

/**
 * Rows of a table in text (RFC 4180): quoted cells may hold separators, line ends and doubled quotes; a quote that is never closed ends
 * with the file. The separator is the commonest of comma, semicolon and tab in the first line, as spreadsheets differ.
 */
export function readTable(text: string): TableRow[] {
  const source = text.replace(/^\uFEFF/, '')
  const separator = separatorOf(source.slice(0, source.indexOf('\n') < 0 ? undefined : source.indexOf('\n')))
  const rows: TableRow[] = []
  let [cells, cell, quoted, line, begun]: [string[], string, boolean, number, number] = [[], '', false, 1, 1]
  const endRow = () => {
    cells.push(cell)
    if (cells.some((value) => value.trim() !== '')) rows.push({ line: begun, cells })
    cells = []
    cell = ''
    begun = line
  }
  for (let at = 0; at < source.length; at += 1) {
    const letter = source[at] ?? ''
    if (letter === '\n') line += 1
    if (quoted) {
      if (letter !== '"') cell += letter
      else if (source[at + 1] === '"') {
        cell += '"'
        at += 1
      } else quoted = false
    } else if (letter === '"' && cell === '') quoted = true
    else if (letter === separator) {
      cells.push(cell)
      cell = ''
    } else if (letter === '\n') endRow()
    else if (letter !== '\r') cell += letter
  }
  endRow()
  return rows
}

function separatorOf(heading: string): string {
  const count = (separator: string) => heading.split(separator).length
  return [',', ';', '\t'].toSorted((a, b) => count(b) - count(a))[0] ?? ','
}
