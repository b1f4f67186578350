import { foldText, type Language } from '@souffleur/language'
import type { PersonalDataType } from '@souffleur/proto'
import { maskTokenPattern, parseMaskToken } from '@souffleur/proto'
import { askedFor } from './cues.ts'
import { type EdgeRun, edgeRuns, isComplete, kindOf, maybeBegins, type PendingNumber, wordCount } from './dictation.ts'
import { findPersonalData } from './find.ts'
import { type MaskPiece, replaceSpans } from './mask-pieces.ts'
import { isNumberType } from './numbers.ts'
import type { PrivacyRules } from './rules.ts'
import { TokenBook } from './token-book.ts'
import type { PersonalDataSpan } from './types.ts'

export interface MaskInput {
  /** Who speaks: any name, the same for the whole call. */
  readonly channel: string
  readonly text: string
  readonly language?: Language | undefined
  /** False for words that may still change: they are masked, and nothing is learnt from them. Default: true. */
  readonly isFinal?: boolean
}

/** What is asked for or being given on a channel. */
export interface Dictation {
  /** The channel that gives the value; left out while it is only expected. */
  readonly channel?: string
  readonly type: PersonalDataType
  /** "expected": it was asked for; "dictating": a part was given and more follows; "complete": this utterance ended it. */
  readonly stage: 'expected' | 'dictating' | 'complete'
}

export interface MaskedUtterance {
  readonly text: string
  /** In the original's offsets. */
  readonly spans: readonly PersonalDataSpan[]
  /** The tokens in order, one for each span. */
  readonly tokens: readonly string[]
  /** From the original's offsets to the masked text's: see `mapSpans`. */
  readonly pieces: readonly MaskPiece[]
  readonly dictation?: Dictation
}

export interface CallMask {
  mask(utterance: MaskInput): MaskedUtterance
  /** What is expected or being dictated now, after the last final utterance. */
  dictation(): Dictation | undefined
}

interface Asked {
  readonly by: string
  readonly type: PersonalDataType
  /** Utterances of others since. */
  readonly age: number
}

interface CallState {
  readonly book: TokenBook
  readonly pending: ReadonlyMap<string, PendingNumber>
  readonly asked: Asked | undefined
  readonly dictation: Dictation | undefined
}

/** An answer may begin with "let me see": after so many utterances the question is forgotten. */
const MOST_ANSWERS = 4
/** An utterance of more words that has no digits at its beginning ends a dictation. */
const MOST_INTERJECTION_WORDS = 6

/** Masks the utterances of one call, in the order in which they were said. Keeps values in memory only, for as long as it is referenced. */
export function createCallMask({ rules }: { readonly rules?: PrivacyRules | undefined } = {}): CallMask {
  let state: CallState = { book: new TokenBook(), pending: new Map(), asked: undefined, dictation: undefined }
  return {
    mask(utterance) {
      const after = utterance.isFinal === false ? { ...state, book: new TokenBook(state.book) } : state
      const { result, next } = maskUtterance(utterance, after, rules)
      if (utterance.isFinal !== false) state = next
      return result
    },
    dictation: () => state.dictation,
  }
}

/** Whether payment data is expected or being given: the moment to pause a recording. */
export function isPayment({ type }: Pick<Dictation, 'type'>): boolean {
  return type === 'card' || type === 'secret-code' || type === 'iban' || type === 'bank-account'
}

function maskUtterance(
  utterance: MaskInput,
  state: CallState,
  rules: PrivacyRules | undefined,
): { result: MaskedUtterance; next: CallState } {
  const { channel, text, language } = utterance
  const expected = state.asked !== undefined && state.asked.by !== channel ? state.asked.type : undefined
  const alone = findPersonalData(text, { language, rules, expected, knownNames: state.book.names })
  const tokens = [...text.matchAll(maskTokenPattern)].map((match) => ({ start: match.index, end: match.index + match[0].length }))
  const edges = edgeRuns(text, language, tokens)
  const { spans, pending } = continueNumbers({ channel, text, spans: alone, edges, expected, state })
  const replacements = spans.map((span) => ({ ...span, token: state.book.tokenFor(span) }))
  const { text: masked, pieces } = replaceSpans(text, replacements)
  const asked = nextQuestion(utterance, spans, state)
  const dictation = dictationOf(channel, spans, pending, asked)
  const result = {
    text: masked,
    spans,
    tokens: replacements.map(({ token }) => token),
    pieces,
    ...(dictation === undefined ? {} : { dictation }),
  }
  return { result, next: { book: state.book, pending, asked, dictation } }
}

interface Continuing {
  readonly channel: string
  readonly text: string
  readonly spans: readonly PersonalDataSpan[]
  readonly edges: { readonly first?: EdgeRun; readonly last?: EdgeRun }
  readonly expected: PersonalDataType | undefined
  readonly state: CallState
}

/** Numbers that began in an earlier utterance of the channel, and those that this one leaves unfinished. */
function continueNumbers(input: Continuing): { spans: PersonalDataSpan[]; pending: ReadonlyMap<string, PendingNumber> } {
  const { channel, text, edges, state } = input
  const pending = new Map(state.pending)
  const before = pending.get(channel)
  const continued = continuation(input, before)
  const spans = merge(input.spans, continued?.span ?? echoOf(input) ?? answerInDigits(input))
  const open = continued === undefined ? beginning(input, spans) : continued.open
  if (open !== undefined) pending.set(channel, open)
  else if (continued !== undefined || edges.first !== undefined || wordCount(text) > MOST_INTERJECTION_WORDS) pending.delete(channel)
  return { spans, pending }
}

function continuation(
  { spans, edges }: Continuing,
  before: PendingNumber | undefined,
): { span: PersonalDataSpan; open: PendingNumber | undefined } | undefined {
  const run = edges.first
  if (before === undefined || run === undefined) return undefined
  // A whole number of its own begins anew.
  if (
    spans.some(
      ({ start, end, partial, confidence }) => start <= run.end && run.start <= end && partial !== true && confidence === undefined,
    )
  )
    return undefined
  if (before.type === 'number' && run.characters.length < 2 && !run.alone) return undefined
  const characters = before.characters + run.characters
  const kind = kindOf(characters)
  const type = kind?.type ?? before.type
  const complete = kind?.complete ?? isComplete(type, characters)
  const span = { start: run.start, end: run.end, type, value: characters, ...(complete ? {} : { partial: true }) }
  return { span, open: complete ? undefined : { type, characters } }
}

/** The other side repeats what is being dictated: "4111 1111, yes?" */
function echoOf({ channel, edges, state }: Continuing): PersonalDataSpan | undefined {
  const run = edges.first
  if (run === undefined || run.characters.length < 2) return undefined
  for (const [other, { type, characters }] of state.pending) {
    if (other !== channel && characters.includes(run.characters))
      return { start: run.start, end: run.end, type, value: run.characters, partial: true }
  }
  return undefined
}

/** Digits and nothing else, right after a number was asked for: a fragment, however short. */
function answerInDigits({ spans, edges, expected }: Continuing): PersonalDataSpan | undefined {
  const run = edges.first
  if (run?.alone !== true || expected === undefined || !isNumberType(expected) || spans.length > 0) return undefined
  const complete = isComplete(expected, run.characters)
  return { start: run.start, end: run.end, type: expected, value: run.characters, ...(complete ? {} : { partial: true }) }
}

function beginning({ edges, expected }: Continuing, spans: readonly PersonalDataSpan[]): PendingNumber | undefined {
  const run = edges.last
  if (run === undefined) return undefined
  const span = spans.find(({ start, end }) => start < run.end && run.start < end)
  if (span !== undefined) {
    if (!isNumberType(span.type) || span.type === 'secret-code') return undefined
    const open = span.partial === true || (!isComplete(span.type, span.value) && kindOf(span.value)?.complete !== true)
    return open ? { type: span.type, characters: span.value } : undefined
  }
  if (!maybeBegins(run.characters)) return undefined
  return { type: expected !== undefined && isNumberType(expected) ? expected : 'number', characters: run.characters }
}

function merge(spans: readonly PersonalDataSpan[], added: PersonalDataSpan | undefined): PersonalDataSpan[] {
  if (added === undefined) return [...spans]
  return [...spans.filter(({ start, end }) => end <= added.start || start >= added.end), added].toSorted((a, b) => a.start - b.start)
}

function nextQuestion({ channel, text }: MaskInput, spans: readonly PersonalDataSpan[], { asked }: CallState): Asked | undefined {
  const type = askedFor(foldText(text).replace(/[^\p{L}\p{N}'?]+/gu, ' '))
  const given = asked !== undefined && asked.by !== channel && spans.some((span) => span.type === asked.type && span.partial !== true)
  if (type !== undefined && !spans.some((span) => span.type === type)) return { by: channel, type, age: 0 }
  if (asked === undefined || given) return undefined
  if (asked.by === channel) return asked
  const age = asked.age + 1
  return age >= MOST_ANSWERS && spans.length === 0 ? undefined : { ...asked, age: spans.length > 0 ? 0 : age }
}

function dictationOf(
  channel: string,
  spans: readonly PersonalDataSpan[],
  pending: ReadonlyMap<string, PendingNumber>,
  asked: Asked | undefined,
): Dictation | undefined {
  for (const [giver, { type }] of pending) if (type !== 'number') return { channel: giver, type, stage: 'dictating' }
  const given = spans.findLast(({ type }) => isNumberType(type))
  if (given !== undefined) return { channel, type: given.type, stage: 'complete' }
  if (asked !== undefined) return { type: asked.type, stage: 'expected' }
  return undefined
}

/** Masks one text alone, as a call's only utterance. */
export function maskText(text: string, options: { readonly language?: Language; readonly rules?: PrivacyRules } = {}): MaskedUtterance {
  return createCallMask({ rules: options.rules }).mask({ channel: 'only', text, language: options.language })
}

/** Whether a text is one token and nothing else. */
export function isMaskToken(text: string): boolean {
  return parseMaskToken(text) !== undefined
}
