import type { CallRecord, RecordedUtterance, Span } from './call-record.ts'

/** What a fault did to a call, against the same sound without one. Lengths in milliseconds. */
export interface CallVerdict {
  /** Speech that the undisturbed call has text for, that this one has none for, and that no gap tells of. */
  readonly missedMs: number
  /** Speech that two utterances of a channel hold, beyond what they do undisturbed. */
  readonly twiceMs: number
  readonly utterancesLost: number
  readonly utterancesDoubled: number
  /** Told as lost: while nobody held the call's socket. */
  readonly gapMs: number
  readonly isComplete: boolean
}

/** Where an utterance begins and ends is heard a little differently each time. */
const TOLERANCE_MS = 400

/** Pure. */
export function judgeCall(undisturbed: CallRecord, disturbed: CallRecord): CallVerdict {
  const covered = [...disturbed.utterances, ...disturbed.gaps].map(widened)
  const missing = undisturbed.utterances.map((span) => uncoveredMs(span, covered))
  const lost = undisturbed.utterances.filter((span, at) => (missing[at] ?? 0) > (span.endMs - span.startMs) / 2)
  return {
    missedMs: missing.reduce((sum, ms) => sum + (ms > TOLERANCE_MS ? ms : 0), 0),
    twiceMs: Math.max(0, overlapMs(disturbed.utterances) - overlapMs(undisturbed.utterances)),
    utterancesLost: lost.length,
    utterancesDoubled: disturbed.utterances.filter((one, at) =>
      disturbed.utterances.some((other, otherAt) => otherAt < at && sharedMs(one, other) > (one.endMs - one.startMs) / 2),
    ).length,
    gapMs: Math.max(
      0,
      ...spansByChannel(disturbed.gaps).map((spans) => spans.reduce((sum, { startMs, endMs }) => sum + endMs - startMs, 0)),
    ),
    isComplete: disturbed.hasEnded && disturbed.hasSummary && disturbed.transcriptsCompleted === 1,
  }
}

/** How long after the fault the last text came that was late; 0 when none was. */
export function recoveryMs(records: readonly CallRecord[], faultAtUnixMs: number, lateMs: number): number {
  const late = records
    .flatMap(({ utterances }) => utterances)
    .filter(({ atUnixMs, latenessMs }) => atUnixMs > faultAtUnixMs && latenessMs > lateMs)
  return Math.max(0, ...late.map(({ atUnixMs }) => atUnixMs - faultAtUnixMs))
}

function widened({ channel, startMs, endMs }: Span): Span {
  return { channel, startMs: startMs - TOLERANCE_MS, endMs: endMs + TOLERANCE_MS }
}

function uncoveredMs(span: Span, covered: readonly Span[]): number {
  let left: Span[] = [span]
  for (const cover of covered) {
    if (cover.channel !== span.channel) continue
    left = left.flatMap((piece) => [
      ...(cover.startMs > piece.startMs ? [{ ...piece, endMs: Math.min(piece.endMs, cover.startMs) }] : []),
      ...(cover.endMs < piece.endMs ? [{ ...piece, startMs: Math.max(piece.startMs, cover.endMs) }] : []),
    ])
  }
  return left.reduce((sum, { startMs, endMs }) => sum + Math.max(0, endMs - startMs), 0)
}

function overlapMs(utterances: readonly RecordedUtterance[]): number {
  return utterances.reduce((sum, one, at) => sum + utterances.slice(0, at).reduce((shared, other) => shared + sharedMs(one, other), 0), 0)
}

function sharedMs(one: Span, other: Span): number {
  if (one.channel !== other.channel) return 0
  return Math.max(0, Math.min(one.endMs, other.endMs) - Math.max(one.startMs, other.startMs))
}

function spansByChannel(spans: readonly Span[]): Span[][] {
  return [...Map.groupBy(spans, ({ channel }) => channel).values()]
}
