import { loadavg } from 'node:os'
import { differenceInterval, type Interval } from '../asr/intervals.ts'
import { intervalOf, rateOf, type Scored, scoreItem, totalErrors } from '../asr/score.ts'
import { percentile, rounded } from '../percentiles.ts'
import type { Peer, PeerAnswers, PeerItem, PeerSurroundings } from './peer.ts'

export interface PeerResult {
  readonly name: string
  readonly version: string
  readonly scored: readonly Scored[]
  readonly answers: PeerAnswers
  /** Work on the machine in the minute before, in busy processors: times are worth less when there was any. */
  readonly loadBefore: number
}

/** Why a peer couldn't be measured. */
export interface PeerFailure {
  readonly name: string
  readonly reason: string
}

/** One after the other, so that they don't disturb each other. A peer that can't be had doesn't stop the rest. */
export async function runPeers(
  peers: readonly Peer[],
  items: readonly PeerItem[],
  surroundings: PeerSurroundings,
): Promise<{ readonly results: readonly PeerResult[]; readonly failures: readonly PeerFailure[] }> {
  const results: PeerResult[] = []
  const failures: PeerFailure[] = []
  for (const peer of peers) {
    surroundings.progress(peer.name)
    const [loadBefore = 0] = loadavg()
    try {
      const answers = await peer.recognise(items, surroundings)
      const scored = items.map(({ item }, index) => scoreItem(item, answers.answers[index]?.text ?? ''))
      results.push({ name: peer.name, version: answers.version, scored, answers, loadBefore })
    } catch (error) {
      failures.push({ name: peer.name, reason: error instanceof Error ? error.message : String(error) })
    }
  }
  return { results, failures }
}

/** Figures of one peer; `base` is what the others are compared with. */
export function peerFigures({ version, scored, answers, loadBefore }: PeerResult, audioSeconds: number, base: PeerResult | undefined) {
  const times = answers.answers.flatMap(({ wallMs }) => wallMs ?? [])
  return {
    version,
    wer: rateOf(scored),
    interval: intervalOf(scored),
    ...totalErrors(scored),
    // How much higher than ours, live: the items are drawn in pairs.
    aboveOurs: base === undefined || base.scored === scored ? null : aboveOurs(scored, base.scored),
    realTimeFactor: rounded(answers.processorSeconds / audioSeconds, 4),
    processorSeconds: rounded(answers.processorSeconds, 1),
    p50Ms: rounded(percentile(times, 0.5), 0),
    p95Ms: rounded(percentile(times, 0.95), 0),
    loadBefore: rounded(loadBefore, 2),
  }
}

function aboveOurs(scored: readonly Scored[], ours: readonly Scored[]): Interval | null {
  const pairs = scored.flatMap(({ errors }, index) => {
    const own = ours[index]
    return own === undefined ? [] : [[errors, own.errors] as const]
  })
  const interval = differenceInterval(pairs)
  return interval === null ? null : [Number(interval[0].toFixed(5)), Number(interval[1].toFixed(5))]
}
