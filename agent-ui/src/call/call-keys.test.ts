import { describe, expect, it } from 'vitest'
import { callCommand, callKeys, isSave } from './call-keys.ts'

const press = (key: string, more: Partial<Parameters<typeof callCommand>[0]> = {}) => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  isTaken: false,
  ...more,
})

describe('the keys of a call', () => {
  it('give each command a key of its own', () => {
    expect(new Set(Object.values(callKeys)).size).toBe(Object.keys(callKeys).length)
  })

  it('lead to their commands, also with the shift key or caps lock', () => {
    for (const [type, key] of Object.entries(callKeys)) {
      expect(callCommand(press(key))).toEqual({ type })
      expect(callCommand(press(key.toUpperCase()))).toEqual({ type })
    }
  })

  it('select suggestions by their number', () => {
    expect(callCommand(press('2'))).toEqual({ type: 'select', slot: 1 })
    expect(callCommand(press('4'))).toBeUndefined()
  })

  it('mean nothing while somebody types, and leave chords to the browser', () => {
    expect(callCommand(press('a', { isTaken: true }))).toBeUndefined()
    expect(callCommand(press('c', { ctrlKey: true }))).toBeUndefined()
    expect(callCommand(press('p', { metaKey: true }))).toBeUndefined()
  })

  it('save with Ctrl or Cmd', () => {
    expect(isSave(press('s', { ctrlKey: true }))).toBe(true)
    expect(isSave(press('S', { metaKey: true }))).toBe(true)
    expect(isSave(press('s'))).toBe(false)
  })
})
