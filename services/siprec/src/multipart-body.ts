/** A part of a SIP message's body. */
export interface BodyPart {
  /** Without parameters, in lower case. */
  readonly type: string
  readonly content: string
}

/** Beyond this a body is refused unread. An INVITE with metadata of two people has some 5 KB. */
export const MAX_BODY_CHARACTERS = 256 * 1024
const MAX_PARTS = 8

/**
 * The parts of a message's body (RFC 2046 section 5.1); a body that isn't multipart is one part. drachtio-srf splits it too, but
 * cuts a part at its first empty line. Undefined for what can't be read.
 */
export function readBody(contentType: string, body: string): BodyPart[] | undefined {
  if (body.length > MAX_BODY_CHARACTERS) return undefined
  const type = mediaType(contentType)
  if (!type.startsWith('multipart/')) return [{ type, content: body }]
  const boundary = /;\s*boundary=(?:"([^"]{1,70})"|([^\s;"]{1,70}))/i.exec(contentType)
  const mark = boundary?.[1] ?? boundary?.[2]
  if (mark === undefined) return undefined
  const pieces = `\r\n${body.replaceAll(/\r?\n/g, '\r\n')}`.split(`\r\n--${mark}`)
  const last = pieces.findIndex((piece) => piece.startsWith('--'))
  const parts = pieces.slice(1, last < 0 ? undefined : last)
  if (parts.length === 0 || parts.length > MAX_PARTS) return undefined
  return parts.map(readPart)
}

function readPart(piece: string): BodyPart {
  const end = piece.indexOf('\r\n\r\n')
  const headers = end < 0 ? piece : piece.slice(0, end)
  const type = /^content-type:[ \t]*(.*)$/im.exec(headers)?.[1] ?? 'text/plain'
  return { type: mediaType(type), content: end < 0 ? '' : `${piece.slice(end + 4).trimEnd()}\r\n` }
}

function mediaType(header: string): string {
  return (header.split(';', 1)[0] ?? '').trim().toLowerCase()
}
