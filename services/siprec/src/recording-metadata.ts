import { XMLParser, XMLValidator } from 'fast-xml-parser'
import * as z from 'zod'

/** Who is heard on a media line. Both may be empty: vendors leave out what they don't know. */
export interface RecordedParty {
  readonly aor: string
  readonly name: string
}

/** What the recording client says about the call. */
export interface RecordingMetadata {
  /** Of the communication session that is recorded, such as an RFC 7989 session id; empty when it isn't said. */
  readonly sipSessionId: string
  readonly sessionId: string
  /** By the label of the media line (RFC 4574). */
  readonly partyOfLabel: ReadonlyMap<string, RecordedParty>
}

const MAX_METADATA_CHARACTERS = 64 * 1024
const MAX_ELEMENTS = 64
const MAX_TEXT = 256

const repeated = new Set(['participant', 'stream', 'participantstreamassoc', 'send', 'session', 'nameID', 'name', 'sipSessionID', 'label'])

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  removeNSPrefix: true,
  parseTagValue: false,
  parseAttributeValue: false,
  isArray: (name) => repeated.has(name),
})

const text = z.union([z.string(), z.object({ '#text': z.string() }).transform((element) => element['#text'])]).catch('')
const firstText = z
  .array(text)
  .default([])
  .transform((texts) => (texts[0] ?? '').trim().slice(0, MAX_TEXT))
const id = z.string().max(MAX_TEXT).optional()
const list = <T extends z.ZodType>(item: T) => z.array(item).max(MAX_ELEMENTS).default([])
const sends = list(text)

/** RFC 7865 with what earlier drafts and vendors write: `id` in place of `participant_id`, `send` within the participant. */
const recording = z.object({
  recording: z.object({
    session: list(z.object({ '@session_id': id, '@id': id, sipSessionID: firstText })),
    participant: list(
      z.object({
        '@participant_id': id,
        '@id': id,
        nameID: list(z.object({ '@aor': z.string().max(MAX_TEXT).optional(), name: firstText })),
        send: sends,
      }),
    ),
    stream: list(z.object({ '@stream_id': id, '@id': id, label: firstText })),
    participantstreamassoc: list(z.object({ '@participant_id': id, '@id': id, send: sends })),
  }),
})

/** Undefined for what isn't recording metadata: the call goes on by the order of its media lines. */
export function readMetadata(xml: string): RecordingMetadata | undefined {
  // No entities of its own, no references out of it: the standard asks for none.
  if (xml.length > MAX_METADATA_CHARACTERS || /<!(?:DOCTYPE|ENTITY)/i.test(xml)) return undefined
  const parsed = recording.safeParse(parse(xml.trim()))
  if (!parsed.success) return undefined
  const { session, participant, stream, participantstreamassoc } = parsed.data.recording
  const labelOfStream = new Map(stream.map((each) => [each['@stream_id'] ?? each['@id'] ?? '', each.label]))
  const partyOfId = new Map<string, RecordedParty>()
  const partyOfLabel = new Map<string, RecordedParty>()
  const speaks = (party: RecordedParty | undefined, streams: readonly string[]): void => {
    for (const streamId of streams) {
      const label = labelOfStream.get(streamId.trim())
      if (party !== undefined && label !== undefined && label !== '') partyOfLabel.set(label, party)
    }
  }
  for (const each of participant) {
    const party = { aor: each.nameID[0]?.['@aor'] ?? '', name: each.nameID[0]?.name ?? '' }
    partyOfId.set(each['@participant_id'] ?? each['@id'] ?? '', party)
    speaks(party, each.send)
  }
  for (const each of participantstreamassoc) speaks(partyOfId.get(each['@participant_id'] ?? each['@id'] ?? ''), each.send)
  const first = session[0]
  return { sipSessionId: first?.sipSessionID ?? '', sessionId: first?.['@session_id'] ?? first?.['@id'] ?? '', partyOfLabel }
}

function parse(xml: string): unknown {
  try {
    return XMLValidator.validate(xml) === true ? parser.parse(xml) : undefined
  } catch {
    return undefined
  }
}
