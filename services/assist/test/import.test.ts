import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readArticles } from '../src/index.ts'
import { readHtml } from '../src/knowledge/import/html-text.ts'

const defaults = { validFrom: '2026-01-01' }
const read = (text: string, name: string) => readArticles(text, name, defaults)

describe('HTML', () => {
  test('headings, lists, tables and entities become Markdown; scripts and menus go', () => {
    const html = `<!doctype html><html lang="fr-FR"><head><title>Dégât des eaux &amp; fuites</title><meta name="owner" content="sinistres">
      <script>alert('<p>no</p>')</script></head><body><nav>Menu</nav><h2>Franchise</h2><p>Elle est de 150&nbsp;&euro;.<br>Par sinistre.</p>
      <ul><li>Photos<li>Factures</ul><table><tr><td>Essentiel</td><td>300 €</td></tr></table></body></html>`
    const [article] = read(html, 'eau.html')
    expect(article).toMatchObject({ id: 'degat-des-eaux-fuites', language: 'fr', title: 'Dégât des eaux & fuites', owner: 'sinistres' })
    expect(article?.body).toBe('## Franchise\n\nElle est de 150\u00a0€.\nPar sinistre.\n\n- Photos\n- Factures\n\nEssentiel | 300 €')
  })

  test.each([
    ['an unclosed title', '<title>Broken <h1>Excess</h1><p>It is £150.', 'It is £150.'],
    ['an unclosed tag at the end', '<h1>Excess</h1><p>It is £150.</p><p class="x', 'It is £150.'],
    ['an unclosed comment', '<h1>Excess</h1><p>It is £150.</p><!-- the rest', 'It is £150.'],
    ['a bare angle bracket', '<h1>Excess</h1><p>It is £150 if the loss < £1,000.</p>', 'It is £150 if the loss < £1,000.'],
    ['tags closed in the wrong order', '<h1>Excess</h1><div><p>It is £150.</div></p>', 'It is £150.'],
  ])('%s is read as far as it can be', (_, html, text) => {
    expect(readHtml(html).markdown).toContain(text)
  })

  test('whatever is sent, it is read in time and no tag is left', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('<p', '<', '>', '</', '<!--', '"', 'h1', '<h1>', '&#x', ';', '&amp;', 'text', '=', "'")),
        (pieces) => {
          expect(typeof readHtml(pieces.join('')).markdown).toBe('string')
        },
      ),
    )
  })
})

describe('tables', () => {
  test('a row is an article; lists are separated by bars; quoted cells hold lines', () => {
    const articles = read(
      'title;body;questions;language\n"Keys, lost";"Call ""us"".\n\nAt once.";where are my keys|lost keys;en\n',
      'kb.csv',
    )
    expect(articles).toMatchObject([
      {
        id: 'keys-lost',
        title: 'Keys, lost',
        body: 'Call "us".\n\nAt once.',
        questions: ['where are my keys', 'lost keys'],
        language: 'en',
      },
    ])
  })

  test('JSON lines may say "text" for the body, and their ids become small', () => {
    const [article] = read('{"id":"F42","title":"Taxe d’habitation","text":"Elle dépend du logement."}\n', 'a.jsonl')
    expect(article).toMatchObject({ id: 'f42', language: 'fr', body: 'Elle dépend du logement.', validFrom: '2026-01-01' })
  })
})

describe('what is wrong is said with its file and line', () => {
  test.each([
    ['a table without a body', 'title,owner\na,b\n', 'kb.csv', 'knowledge.article-invalid', 'kb.csv:1'],
    ['a row without a title', 'title,body,language\nA title,A body,en\n,Text,en\n', 'kb.csv', 'knowledge.article-invalid', 'kb.csv:3'],
    ['an empty table', '', 'kb.csv', 'knowledge.article-invalid', 'kb.csv:1'],
    ['a line that is not JSON', '{"title":"a","body":"the text"}\nnope\n', 'a.jsonl', 'knowledge.article-invalid', 'a.jsonl:2'],
    ['an empty page', '<html></html>', 'a.html', 'knowledge.article-invalid', 'a.html:1'],
    ['an unknown format', 'x', 'a.docx', 'knowledge.article-invalid', 'a.docx:1'],
    ['an article of five megabytes', `<h1>Long</h1><p>${'word '.repeat(1_000_000)}`, 'a.html', 'knowledge.article-too-large', 'a.html:1'],
    [
      'a Markdown article of five megabytes',
      `---\nid: a\ntitle: A\nlanguage: en\nvalid_from: 2026-01-01\n---\n${'word '.repeat(1_000_000)}`,
      'a.md',
      'knowledge.article-too-large',
      'a.md:7',
    ],
  ])('%s', (_, text, name, code, place) => {
    expect(() => read(text, name)).toThrow(expect.objectContaining({ code, detail: expect.stringContaining(place) }))
  })
})
