import { createHash } from 'node:crypto'
import {
  type CallEvent,
  type ChannelName,
  channelName,
  type PartialTranscript,
  type SuggestionOffered,
  type Utterance,
} from '@souffleur/proto'
import type { WantedEntities } from './audiohook-offer.ts'
import { durationOf } from './stream-position.ts'

/** One entity of an `event` message. */
export interface EventEntity {
  readonly type: 'transcript' | 'agentassist'
  readonly data: Readonly<Record<string, unknown>>
}

export interface EntityShape extends WantedEntities {
  /** Also the name space of the ids that the client gets. */
  readonly sessionId: string
  /** In the stream's order: a transcript says who by the index. */
  readonly channels: readonly ChannelName[]
  /** As the client named it: transcripts in it bear the same tag. */
  readonly language: string | undefined
}

/**
 * Transcripts and suggestions in the client's words. Shapes: purecloudlabs/audiohook-reference-implementation, `protocol/entities*.ts`; its
 * `agentassist` is experimental there. Events that have no place in the protocol, or weren't asked for, give nothing.
 */
export function entitiesOf({ body }: CallEvent, shape: EntityShape): readonly EventEntity[] {
  switch (body.case) {
    case 'partialTranscript':
      return shape.interim ? interim(body.value, shape) : []
    case 'utterance':
      return shape.transcript ? final(body.value, shape) : []
    case 'suggestionOffered':
      return shape.agentAssist ? suggestion(body.value, shape) : []
    default:
      return []
  }
}

/** Without what takes most of its room: each word's place and confidence. */
export function withoutTokens(entity: EventEntity): EventEntity {
  return JSON.parse(JSON.stringify(entity, (key, value: unknown) => (key === 'tokens' ? undefined : value))) as EventEntity
}

/** The same id for the same name, in the form of a UUID (RFC 9562 section 5.5): a final takes the place of its interims. */
export function uuidOf(sessionId: string, name: string): string {
  const bytes = createHash('sha1')
    .update(Buffer.from(sessionId.replaceAll('-', ''), 'hex'))
    .update(name, 'utf8')
    .digest()
    .subarray(0, 16)
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x50
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}

/** Its confidence is the share of its words that don't change any more: nobody knows better before the final. */
function interim({ utteranceId, channel, startMs, endMs, firmText, tentativeText, language }: PartialTranscript, shape: EntityShape) {
  const [firm, tentative] = [wordsOf(firmText), wordsOf(tentativeText)]
  const words = [...firm, ...tentative]
  if (words.length === 0) return []
  const alternative = {
    confidence: rounded(firm.length / words.length),
    languages: [tagOf(language, shape)],
    interpretations: [{ type: 'display', transcript: words.join(' ') }],
  }
  return transcript({ utteranceId, channel: channelName(channel), startMs, endMs }, { isFinal: false, alternative }, shape)
}

function final({ utteranceId, channel, startMs, endMs, text, language, confidence, words }: Utterance, shape: EntityShape) {
  const tokens = words.map((word) => ({
    type: 'word',
    value: word.text,
    confidence: rounded(word.confidence),
    offset: durationOf(word.startMs),
    duration: durationOf(word.endMs - word.startMs),
  }))
  const alternative = {
    confidence: rounded(confidence),
    languages: [tagOf(language, shape)],
    interpretations: [{ type: 'display', transcript: text, tokens }],
  }
  return transcript({ utteranceId, channel: channelName(channel), startMs, endMs }, { isFinal: true, alternative }, shape)
}

interface SpokenPart {
  readonly utteranceId: string
  readonly channel: ChannelName
  readonly startMs: number
  readonly endMs: number
}

function transcript(
  { utteranceId, channel, startMs, endMs }: SpokenPart,
  { isFinal, alternative }: { readonly isFinal: boolean; readonly alternative: object },
  { sessionId, channels }: EntityShape,
): EventEntity[] {
  const data = {
    id: uuidOf(sessionId, utteranceId),
    channelId: Math.max(0, channels.indexOf(channel)),
    isFinal,
    offset: durationOf(startMs),
    duration: durationOf(endMs - startMs),
    alternatives: [alternative],
  }
  return [{ type: 'transcript', data }]
}

/** The protocol has articles and questions with answers. A suggestion without an article is neither. */
function suggestion({ suggestionId, text, sources, score, positionMs }: SuggestionOffered, { sessionId }: EntityShape): EventEntity[] {
  const [source] = sources
  if (source === undefined) return []
  const article = {
    type: 'article',
    id: uuidOf(sessionId, suggestionId),
    confidence: rounded(score),
    position: durationOf(positionMs),
    title: source.articleTitle,
    excerpts: text === '' || text === source.quote ? [source.quote] : [text, source.quote],
    documentUri: `urn:souffleur:article:${encodeURIComponent(source.articleId)}:${source.articleVersion}`,
    metadata: { heading: source.heading },
  }
  return [{ type: 'agentassist', data: { id: uuidOf(sessionId, `${suggestionId} event`), suggestions: [article] } }]
}

/** Tags with a region are what clients know: the call's own where it says the language. */
function tagOf(language: string, { language: tag }: EntityShape): string {
  if (tag?.toLowerCase().split('-')[0] === language) return tag
  return language === 'fr' ? 'fr-FR' : 'en-US'
}

function wordsOf(text: string): string[] {
  return text.split(/\s+/).filter((word) => word !== '')
}

function rounded(share: number): number {
  return Math.round(Math.min(1, Math.max(0, share)) * 1000) / 1000
}
