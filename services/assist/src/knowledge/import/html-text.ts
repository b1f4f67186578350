/** What an HTML page says, as Markdown. */
export interface HtmlPage {
  /** Of the `title` element, else of the first heading; empty when there is neither. */
  readonly title: string
  /** Of `<html lang>`, lower case; empty when not said. */
  readonly lang: string
  /** `<meta name= content=>`. */
  readonly meta: ReadonlyMap<string, string>
  readonly markdown: string
}

const entities: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: '\u00a0',
  euro: '€',
  laquo: '«',
  raquo: '»',
  eacute: 'é',
  egrave: 'è',
  ecirc: 'ê',
  agrave: 'à',
  acirc: 'â',
  ccedil: 'ç',
  ocirc: 'ô',
  ugrave: 'ù',
  ucirc: 'û',
  icirc: 'î',
  iuml: 'ï',
  oelig: 'œ',
  hellip: '…',
  ndash: '–',
  mdash: '—',
  rsquo: '’',
  lsquo: '‘',
}

/** A comment, a tag, or text up to the next one; a "<" that opens nothing is text. Every branch moves on, whatever is broken. */
const piece = /<!--[\s\S]*?(?:-->|$)|<![^>]*>?|<(\/?)([a-z][a-z0-9]*)((?:"[^"]*"|'[^']*'|[^"'>])*)(?:>|$)|<|[^<]+/gi
const attribute = /([a-z-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))/gi
const skipped = new Set(['script', 'style', 'nav', 'header', 'footer', 'noscript', 'template', 'svg', 'form'])
const breaking = new Set(['p', 'div', 'section', 'article', 'ul', 'ol', 'table', 'tr', 'blockquote', 'main', 'dl', 'dt', 'dd', 'br', 'pre'])

/** Reads a page, well formed or not: unclosed tags end with the page, unknown ones are passed over, only their text counts. */
export function readHtml(html: string): HtmlPage {
  const reader = new PageReader()
  for (const [text, closing = '', name, attributes = ''] of html.matchAll(piece)) {
    if (name === undefined) reader.text(text.startsWith('<!') ? '' : text)
    else if (closing === '') reader.open(name.toLowerCase(), attributes)
    else reader.close(name.toLowerCase())
  }
  return reader.page()
}

class PageReader {
  #title = ''
  #lang = ''
  #heading = ''
  #inTitle = false
  #inHeading = false
  #skipping: string | undefined
  readonly #meta = new Map<string, string>()
  readonly #markdown: string[] = []

  text(text: string): void {
    if (this.#skipping !== undefined) return
    const plain = decode(text).replace(/[ \t\r\n]+/g, ' ')
    if (this.#inTitle) this.#title += plain
    else this.#markdown.push(plain)
    if (this.#inHeading) this.#heading += plain
  }

  open(name: string, attributes: string): void {
    if (this.#skipping !== undefined) return
    if (skipped.has(name)) this.#skipping = name
    else if (name === 'html') this.#lang = attributesOf(attributes).get('lang')?.toLowerCase() ?? ''
    else if (name === 'meta') this.#readMeta(attributesOf(attributes))
    else if (name === 'title') this.#inTitle = true
    else if (/^h[1-6]$/.test(name)) this.#openHeading(name)
    else if (name === 'li') this.#markdown.push('\n- ')
    else if (name === 'td' || name === 'th') this.#markdown.push(' | ')
    else if (breaking.has(name)) this.#markdown.push(name === 'tr' || name === 'br' ? '\n' : '\n\n')
  }

  close(name: string): void {
    if (this.#skipping === name) this.#skipping = undefined
    if (this.#skipping !== undefined) return
    if (name === 'title') this.#inTitle = false
    if (/^h[1-6]$/.test(name)) this.#inHeading = false
    if (breaking.has(name) || /^h[1-6]$/.test(name)) this.#markdown.push(name === 'tr' ? '\n' : '\n\n')
  }

  page(): HtmlPage {
    const lines = this.#markdown
      .join('')
      .split('\n')
      .map((line) => line.replace(/^[ \u00a0]+|[ \u00a0]+$/g, '').replace(/^\| ?/, ''))
    const markdown = lines
      .join('\n')
      .replace(/\n{3,}/g, '\n\n')
      .trim()
    return { title: (this.#title.trim() || this.#heading.trim()).slice(0, 300), lang: this.#lang, meta: this.#meta, markdown }
  }

  /** An unclosed title would swallow the page: a heading ends it. */
  #openHeading(name: string): void {
    this.#inTitle = false
    this.#inHeading = this.#heading.trim() === ''
    this.#markdown.push(`\n\n${'#'.repeat(Number(name[1]))} `)
  }

  #readMeta(attributes: ReadonlyMap<string, string>): void {
    const name = attributes.get('name')
    if (name !== undefined) this.#meta.set(name.toLowerCase(), attributes.get('content') ?? '')
  }
}

function attributesOf(text: string): Map<string, string> {
  return new Map([...text.matchAll(attribute)].map(([, name = '', a, b, c]) => [name.toLowerCase(), decode(a ?? b ?? c ?? '')]))
}

function decode(text: string): string {
  return text.replace(/&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|([a-z]+));?/gi, (whole, hex?: string, decimal?: string, name?: string) => {
    if (name !== undefined) return entities[name] ?? whole
    const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16)
    return code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff) ? String.fromCodePoint(code) : whole
  })
}
