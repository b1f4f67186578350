import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readBody, readDescription, readMetadata } from '../src/index.ts'
import { damaged } from './damage.ts'
import { CONTENT_TYPE, draftMetadata, inviteBody, rfc7865Metadata, twoParties } from './recorded-invite.ts'

describe('a body of several parts', () => {
  it('has its parts whole, with empty lines in them', () => {
    const parts = readBody(CONTENT_TYPE, inviteBody())
    expect(parts?.map(({ type }) => type)).toEqual(['application/sdp', 'application/rs-metadata+xml'])
    expect(parts?.[0]?.content).toBe(twoParties)
    expect(parts?.[1]?.content.trim()).toBe(rfc7865Metadata.replaceAll('\n', '\r\n').trim())
  })

  it('may be one part only, or end its lines with LF only, or quote its boundary', () => {
    expect(readBody('application/sdp', twoParties)).toEqual([{ type: 'application/sdp', content: twoParties }])
    expect(readBody(`Multipart/Mixed; boundary="unique-boundary-1"; a=b`, inviteBody().replaceAll('\r\n', '\n'))).toHaveLength(2)
  })

  it.each([
    ['multipart/mixed', inviteBody()],
    [CONTENT_TYPE, ''],
    [CONTENT_TYPE, 'x'.repeat(300_000)],
  ])('is refused without a boundary, without parts, and oversized', (type, body) => {
    expect(readBody(type, body)).toBeUndefined()
  })

  it('never throws, whatever it holds', () => {
    fc.assert(
      fc.property(damaged(CONTENT_TYPE), damaged(inviteBody()), (type, body) => void readBody(type, body)),
      { numRuns: 500 },
    )
  })
})

describe('recording metadata', () => {
  it('says who is heard on which label (RFC 7865)', () => {
    const metadata = readMetadata(rfc7865Metadata)
    expect(metadata?.partyOfLabel.get('96')).toEqual({ aor: 'sip:ann@desk.example.com', name: 'Ann' })
    expect(metadata?.partyOfLabel.get('97')).toEqual({ aor: 'sip:+12025550123@example.com', name: '' })
    expect(metadata?.sipSessionId).toMatch(/^ab30317f/)
  })

  it('is understood as earlier drafts wrote it', () => {
    const metadata = readMetadata(draftMetadata)
    expect([...(metadata?.partyOfLabel.keys() ?? [])]).toEqual(['A', 'B'])
    expect(metadata?.partyOfLabel.get('B')?.name).toBe('Ann & co')
  })

  it('is passed over with entities of its own, cut off, oversized, or when it is another document', () => {
    expect(readMetadata(`<!DOCTYPE r [<!ENTITY a "b">]>${draftMetadata}`)).toBeUndefined()
    expect(readMetadata(rfc7865Metadata.slice(0, 700))).toBeUndefined()
    expect(readMetadata(`<recording>${'<stream/>'.repeat(9000)}</recording>`)).toBeUndefined()
    expect(readMetadata('<html/>')).toBeUndefined()
  })

  it('never throws, whatever it holds', () => {
    fc.assert(
      fc.property(fc.oneof(damaged(rfc7865Metadata), fc.string()), (xml) => void readMetadata(xml)),
      { numRuns: 500 },
    )
  })
})

describe('a session description', () => {
  it('has its lines with labels, codecs and directions', () => {
    const lines = readDescription(twoParties)
    expect(lines).toHaveLength(2)
    expect(lines?.[1]).toMatchObject({ index: 1, type: 'audio', port: 40_002, address: '127.0.0.1', label: '97', sends: true })
    expect(lines?.[1]?.payloads.map(({ codec }) => codec)).toEqual(['PCMU', 'PCMA', 'TELEPHONE-EVENT'])
  })

  it('never throws, whatever it holds', () => {
    fc.assert(
      fc.property(fc.oneof(damaged(twoParties), fc.string()), (sdp) => void readDescription(sdp)),
      { numRuns: 500 },
    )
  })
})
