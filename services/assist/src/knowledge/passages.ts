import type { Article } from './article.ts'

/** A piece of an article that can be quoted by itself: a paragraph, a list, a table. */
export interface Passage {
  /** Stays the same while its section keeps its heading and its place in it: "deadline-1". */
  readonly id: string
  /** The headings above it, outermost first, joined by " › "; empty before the first one. */
  readonly heading: string
  /** Verbatim from the article's body. */
  readonly quote: string
}

/** A quote that is longer can't be read while listening. */
const MOST_QUOTE_CHARACTERS = 700

/** Splits an article's Markdown at its headings and empty lines. Every quote is a substring of the body. */
export function passagesOf({ body }: Pick<Article, 'body'>): Passage[] {
  const passages: Passage[] = []
  const headings: string[] = []
  const counts = new Map<string, number>()
  for (const block of blocksOf(body)) {
    if (block.heading !== undefined) {
      headings.length = Math.max(0, block.heading.level - 1)
      headings[block.heading.level - 1] = block.heading.text
      continue
    }
    const heading = headings.filter((text) => text !== undefined && text !== '').join(' › ')
    for (const quote of quotesIn(block.text)) {
      const section = slug(heading)
      const place = (counts.get(section) ?? 0) + 1
      counts.set(section, place)
      passages.push({ id: `${section}-${place}`, heading, quote })
    }
  }
  return passages
}

/** The first paragraph, list or table, whole however long; empty when there are headings only. */
export function openingOf({ body }: Pick<Article, 'body'>): string {
  for (const { text, heading } of blocksOf(body)) {
    if (heading === undefined) return text
  }
  return ''
}

interface Block {
  readonly text: string
  readonly heading?: { readonly level: number; readonly text: string }
}

const headingLine = /^(#{1,6})\s+(.*?)\s*#*\s*$/
const fenceLine = /^\s*(```|~~~)/
const listLine = /^\s*(?:[-*+]|\d{1,3}[.)])\s/

/** Headings, and runs of lines between empty lines. A list stays with the line that announces it; a code block stays whole. */
function* blocksOf(body: string): Generator<Block> {
  let lines: string[] = []
  let fenced = false
  const flush = function* (): Generator<Block> {
    const text = lines.join('\n').trim()
    lines = []
    if (text !== '') yield { text }
  }
  const source = body.split('\n')
  for (const [index, line] of source.entries()) {
    if (fenceLine.test(line)) fenced = !fenced
    const heading = fenced ? null : headingLine.exec(line)
    if (heading !== null) {
      yield* flush()
      yield { text: line, heading: { level: heading[1]?.length ?? 1, text: heading[2] ?? '' } }
    } else if (line.trim() === '' && !fenced && !announcesList(lines, source, index)) {
      yield* flush()
    } else {
      lines.push(line)
    }
  }
  yield* flush()
}

function announcesList(lines: readonly string[], source: readonly string[], emptyLine: number): boolean {
  const following = source.slice(emptyLine + 1).find((line) => line.trim() !== '')
  const last = lines.at(-1)
  return last?.trimEnd().endsWith(':') === true && following !== undefined && listLine.test(following)
}

/** The block itself, or runs of its sentences or lines when it is too long to be read. */
function quotesIn(text: string): string[] {
  if (text.length <= MOST_QUOTE_CHARACTERS) return [text]
  const quotes: string[] = []
  let begin = 0
  let end = 0
  for (const piece of piecesOf(text)) {
    if (piece.end - begin > MOST_QUOTE_CHARACTERS && end > begin) {
      quotes.push(text.slice(begin, end).trim())
      begin = piece.start
    }
    end = piece.end
  }
  quotes.push(text.slice(begin, end).trim())
  return quotes.filter((quote) => quote !== '')
}

const sentenceOrLine = /[^\n.!?]*(?:[.!?](?!\s)[^\n.!?]*)*(?:[.!?]+(?=\s|$)|\n|$)/g

/** Sentences and lines, cut further when one of them alone is too long. */
function* piecesOf(text: string): Generator<{ start: number; end: number }> {
  for (const match of text.matchAll(sentenceOrLine)) {
    const end = match.index + match[0].length
    for (let start = match.index; start < end; start += MOST_QUOTE_CHARACTERS) {
      yield { start, end: Math.min(end, start + MOST_QUOTE_CHARACTERS) }
    }
  }
}

/** The sentences of a quote, verbatim, with their place in it. A list item or a line is a sentence too. */
export function sentencesIn(quote: string): { readonly text: string; readonly start: number }[] {
  return [...quote.matchAll(sentenceOrLine)]
    .map((match) => ({ text: match[0].trim(), start: match.index + (match[0].length - match[0].trimStart().length) }))
    .filter(({ text }) => text !== '')
}

function slug(heading: string): string {
  const plain = heading
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 80)
  return plain === '' ? 'text' : plain
}
