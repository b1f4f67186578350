import { findQuote, type TextRange } from '../transcript/marked-text.ts'

export type ArticleBlock =
  | { readonly kind: 'heading'; readonly at: number; readonly text: string }
  | { readonly kind: 'paragraph'; readonly at: number; readonly text: string }
  | { readonly kind: 'list'; readonly at: number; readonly isOrdered: boolean; readonly items: readonly string[] }

const HEADING = /^#{1,6}\s+(.*)$/
const LIST_ITEM = /^(?:[-*+]|(\d+)[.)])\s+(.*)$/
/** Emphasis and code marks. The words count here; how loudly they are printed doesn't. */
const MARKS = /(\*\*|__|`)(.+?)\1/g
const LINK = /\[([^\]]+)\]\([^)\s]+\)/g

/**
 * The part of Markdown that articles are written in: headings, paragraphs and flat lists. Anything else stays as the text it is;
 * nothing of it can become markup.
 */
export function articleBlocks(markdown: string): readonly ArticleBlock[] {
  let at = 0
  return markdown.split(/\r?\n\s*\r?\n/).flatMap((chunk): ArticleBlock[] => {
    const blocks = blocksOf(chunk.trim().split(/\r?\n/), at)
    at += chunk.length + 2
    return blocks
  })
}

function blocksOf(lines: readonly string[], at: number): ArticleBlock[] {
  const [first, ...rest] = lines
  if (first === undefined || first === '') return []
  const heading = HEADING.exec(first)
  if (heading !== null) return [{ kind: 'heading', at, text: plain(heading[1] ?? '') }, ...blocksOf(rest, at + first.length + 1)]
  const items = lines.map((line) => LIST_ITEM.exec(line.trim()))
  if (items.every((item) => item !== null)) {
    return [{ kind: 'list', at, isOrdered: items.every((item) => item[1] !== undefined), items: items.map((item) => plain(item[2] ?? '')) }]
  }
  return [{ kind: 'paragraph', at, text: plain(lines.join(' ')) }]
}

function plain(text: string): string {
  return text.replace(LINK, '$1').replace(MARKS, '$2').trim()
}

/** The part of a block that a quotation covers: some of it, or all when the quotation runs over several blocks. */
export function quotedRange(text: string, quote: string): TextRange | undefined {
  const wanted = plain(quote)
  const inside = findQuote(text, wanted)
  if (inside !== undefined) return inside
  return text !== '' && findQuote(wanted, text) !== undefined ? { start: 0, end: text.length } : undefined
}
