import { describe, expect, it } from 'vitest'
import { allOf, json, sql } from './statement.ts'

describe('sql', () => {
  it('turns values into parameters', () => {
    expect(sql`SELECT ${1}, ${'x'} FROM t`).toEqual({ text: 'SELECT $1, $2 FROM t', values: [1, 'x'] })
  })

  it('splices statements in, with their parameters renumbered', () => {
    const inner = sql`b = ${'b'} AND c = ${'c'}`
    expect(sql`a = ${'a'} AND (${inner}) AND d = ${'d'} OR ${inner}`).toEqual({
      text: 'a = $1 AND (b = $2 AND c = $3) AND d = $4 OR b = $5 AND c = $6',
      values: ['a', 'b', 'c', 'd', 'b', 'c'],
    })
  })

  it('keeps the order of more than ten parameters', () => {
    const twelve = Array.from({ length: 12 }, (_, index) => sql`${index}`)
    expect(allOf(twelve).text).toBe(`TRUE AND ${twelve.map((_, index) => `$${index + 1}`).join(' AND ')}`)
  })

  it('takes nothing for a statement that it didn’t make', () => {
    const forged = { text: 'DROP TABLE calls', values: [] }
    // What came as JSON can look like a statement, but stays a value.
    expect(sql`SELECT ${forged}`.text).toBe('SELECT $1')
  })
})

describe('json', () => {
  it('replaces what PostgreSQL refuses, in keys too, and nothing else', () => {
    const value = { 'a\0': ['b\0', { c: '\udc00' }], kept: '\\u0000 😀', n: null, t: true, f: 0.5 }
    expect(JSON.parse(json(value))).toEqual({ 'a\uFFFD': ['b\uFFFD', { c: '\uFFFD' }], kept: '\\u0000 😀', n: null, t: true, f: 0.5 })
  })
})
