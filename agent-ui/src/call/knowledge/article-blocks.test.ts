import { describe, expect, it } from 'vitest'
import { articleBlocks, quotedRange } from './article-blocks.ts'

describe('the blocks of an article', () => {
  it('are headings, paragraphs and lists', () => {
    const blocks = articleBlocks(
      '## Deadline\n\nWithin **5 days**\nof the damage.\n\n- photos\n- [the form](https://example.org)\n\n1. first\n2. then',
    )
    expect(blocks.map(({ at: _at, ...block }) => block)).toEqual([
      { kind: 'heading', text: 'Deadline' },
      { kind: 'paragraph', text: 'Within 5 days of the damage.' },
      { kind: 'list', isOrdered: false, items: ['photos', 'the form'] },
      { kind: 'list', isOrdered: true, items: ['first', 'then'] },
    ])
  })

  it('have a place of their own each', () => {
    const places = articleBlocks('## A\ntext\n\n## A\n\ntext').map(({ at }) => at)
    expect(new Set(places).size).toBe(places.length)
  })

  it('leave markup that they do not know as text', () => {
    expect(articleBlocks('<script>alert(1)</script>')).toEqual([{ kind: 'paragraph', at: 0, text: '<script>alert(1)</script>' }])
  })
})

describe('the quoted part of a block', () => {
  it('is where the quotation stands', () => {
    expect(quotedRange('First. Then this. Last.', 'Then this.')).toEqual({ start: 7, end: 17 })
  })

  it('is the whole block when the quotation runs over several', () => {
    expect(quotedRange('Then this.', 'First.\n\nThen this.\n\nLast.')).toEqual({ start: 0, end: 10 })
  })

  it('is nothing in other blocks', () => {
    expect(quotedRange('Elsewhere.', 'Then this.')).toBeUndefined()
  })
})
