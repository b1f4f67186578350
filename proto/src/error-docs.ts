import { type ErrorEntry, type ErrorScope, errorCatalogue } from './error-catalogue.ts'

const ends: Record<ErrorScope, string> = {
  nothing: 'nothing',
  frame: 'the frame',
  channel: 'the channel',
  call: 'the call',
  request: 'the request',
  process: 'nothing else can run',
}

const introduction = `# Error codes

Written by \`npm run docs:errors\` from \`proto/src/error-catalogue.ts\`; a test keeps the two equal. A code appears in REST answers
(\`error.code\`), on the live feed, on the media sockets, in a call's warnings and in the log (field \`code\`).

*Ends* says what an error takes with it; *again* whether the same thing can work later without a change.
`

/** The text of `docs/errors.md`: every code of the catalogue, by area, in both languages of the product. */
export function errorDocs(): string {
  const areas = new Map<string, [string, ErrorEntry][]>()
  for (const entry of Object.entries<ErrorEntry>(errorCatalogue)) {
    const area = entry[0].split('.')[0] ?? ''
    areas.set(area, [...(areas.get(area) ?? []), entry])
  }
  const sections = [...areas].map(([area, entries]) => `## ${area}\n\n${table(entries)}`)
  return `${introduction}\n${sections.join('\n')}`
}

function table(entries: readonly [string, ErrorEntry][]): string {
  const rows = entries.map(([code, { scope, retryable, message, action }]) =>
    row([`\`${code}\``, ends[scope], retryable ? 'yes' : 'no', both(message), both(action)]),
  )
  return [row(['Code', 'Ends', 'Again', 'What happened', 'What to do']), row(['---', '---', '---', '---', '---']), ...rows, ''].join('\n')
}

function row(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
}

function both({ en, fr }: { readonly en: string; readonly fr: string }): string {
  return `${en}<br>*${fr}*`
}
