import { describe, expect, it } from 'vitest'
import type { SourceDoor } from '../../api/schemas.ts'
import { emptyForm, fieldsOf, isComplete, requestOf, withDoor } from './source-form.ts'

const doors: readonly SourceDoor[] = [
  { door: 'native', kinds: ['bearer'], issuedByPlatform: false },
  { door: 'twilio', kinds: ['signing'], issuedByPlatform: true },
  { door: 'audiohook', kinds: ['signing', 'bearer'], issuedByPlatform: false },
  { door: 'asterisk', kinds: ['basic', 'bearer'], issuedByPlatform: false },
]
const empty = emptyForm(doors)
const at = (door: string, typed = {}) => ({ ...withDoor({ ...empty, name: ' Site ' }, door, doors), ...typed })

describe('the form of a source', () => {
  it('begins with the first door, and takes the better kind of another', () => {
    expect([empty.door, empty.kind]).toEqual(['native', 'bearer'])
    expect(at('asterisk').kind).toBe('basic')
    expect(emptyForm([])).toMatchObject({ door: '', kind: 'bearer' })
  })

  it('asks for what the door wants', () => {
    expect(fieldsOf(at('native'), doors)).toEqual({ keyId: undefined, isGiven: false })
    expect(fieldsOf(at('asterisk'), doors).keyId).toEqual({ label: 'basic', isRequired: true })
    expect(fieldsOf(at('audiohook'), doors)).toEqual({ keyId: { label: 'signing', isRequired: false }, isGiven: false })
    expect(fieldsOf(at('twilio'), doors)).toEqual({ keyId: { label: 'account', isRequired: true }, isGiven: true })
  })

  it('is complete with what it asks for', () => {
    expect(isComplete(empty, doors)).toBe(false)
    expect(isComplete(at('native'), doors)).toBe(true)
    expect(isComplete(at('asterisk'), doors)).toBe(false)
    expect(isComplete(at('asterisk', { keyId: 'pbx' }), doors)).toBe(true)
    expect(isComplete(at('audiohook'), doors)).toBe(true)
    expect(isComplete(at('twilio', { keyId: 'AC1' }), doors)).toBe(false)
    expect(isComplete(at('twilio', { keyId: 'AC1', secret: 'x'.repeat(32) }), doors)).toBe(true)
  })

  it('sends only what belongs to the kind', () => {
    const typed = { keyId: ' AC1 ', secret: ' token ' }
    expect(requestOf(at('twilio', typed), doors)).toEqual({ name: 'Site', door: 'twilio', kind: 'signing', keyId: 'AC1', secret: 'token' })
    expect(requestOf(at('native', typed), doors)).toEqual({ name: 'Site', door: 'native', kind: 'bearer' })
    expect(requestOf(at('asterisk', { ...typed, kind: 'bearer' }), doors)).toEqual({ name: 'Site', door: 'asterisk', kind: 'bearer' })
  })
})
