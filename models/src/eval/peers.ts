import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { languages } from '@souffleur/proto'
import * as z from 'zod'
import { defaultEngines } from './asr/engines.ts'
import { codecs, decodeLine, type LineOptions, readLineAudio } from './asr/line-audio.ts'
import { type AsrItem, readManifest } from './asr/manifest.ts'
import { percent, showInterval } from './asr/report.ts'
import { type Evaluation, UsageError } from './evaluation.ts'
import { readOptions } from './options.ts'
import { allPeers } from './peers/all-peers.ts'
import { type PeerFailure, type PeerResult, peerFigures, runPeers } from './peers/compare.ts'
import type { Peer, PeerItem } from './peers/peer.ts'
import { rounded } from './percentiles.ts'

const optionsSchema = z.object({
  manifest: z.string(),
  lang: z.enum(languages),
  codec: z.enum(codecs).default('none'),
  peers: z.string().optional(),
  threads: z.coerce.number().int().min(1).max(64).default(1),
  cache: z.string().default(join(tmpdir(), 'souffleur-peers')),
})

/** Word error rate and processor time of our engine and of others, on the same files, in the same run, by the same rules. */
export const evaluation: Evaluation = {
  usage: `peers --manifest M.jsonl --lang fr|en [--codec none|ulaw|alaw] [--peers ${allPeers.map(({ name }) => name).join(',')}] [--threads 1] [--cache FOLDER]`,
  async run(words, progress) {
    const { manifest, lang, codec, threads, cache, ...chosen } = readOptions(words, optionsSchema)
    const peers = choosePeers(chosen.peers).filter((peer) => peer.languages.includes(lang))
    const items = readManifest(manifest).filter((item) => item.lang === lang)
    if (items.length === 0) throw new UsageError(`${manifest} has no items in ${lang}.`)
    const folder = resolve(cache)
    await mkdir(folder, { recursive: true })
    const samples = await mkdtemp(join(folder, 'samples-'))
    try {
      const prepared = await prepareItems(items, { codec, loss: 0 }, samples)
      const { results, failures } = await runPeers(peers, prepared, { cache: folder, threads, progress })
      return report({ results, failures, items: prepared, codec, threads, engine: defaultEngines[lang] })
    } finally {
      await rm(samples, { recursive: true, force: true })
    }
  },
}

function choosePeers(names: string | undefined): readonly Peer[] {
  if (names === undefined) return allPeers
  return names.split(',').map((name) => {
    const peer = allPeers.find((one) => one.name === name)
    if (peer === undefined) throw new UsageError(`There is no peer "${name}". There are: ${allPeers.map((one) => one.name).join(', ')}.`)
    return peer
  })
}

/** Everybody hears the same samples: those that come out of the line. */
async function prepareItems(items: readonly AsrItem[], line: LineOptions, folder: string): Promise<PeerItem[]> {
  const prepared: PeerItem[] = []
  for (const item of items) {
    const audio = readLineAudio(item.path, line)
    const samplesPath = join(folder, `${prepared.length}.f32`)
    await writeFile(samplesPath, decodeLine(audio))
    prepared.push({ item, audio, samplesPath })
  }
  return prepared
}

interface Run {
  readonly results: readonly PeerResult[]
  readonly failures: readonly PeerFailure[]
  readonly items: readonly PeerItem[]
  readonly codec: string
  readonly threads: number
  readonly engine: string
}

function report({ results, failures, items, codec, threads, engine }: Run) {
  const audioSeconds = items.reduce((sum, { audio }) => sum + audio.samples / audio.sampleRateHz, 0)
  const base = results.find(({ name }) => name === 'souffleur-live')
  const measured = results.map((result) => ({ name: result.name, figures: peerFigures(result, audioSeconds, base) }))
  const rows = measured.map(({ name, figures }) => [
    name,
    percent(figures.wer),
    showInterval(figures.interval),
    showInterval(figures.aboveOurs),
    String(figures.realTimeFactor),
    String(figures.p50Ms ?? '-'),
    String(figures.p95Ms ?? '-'),
    figures.version,
  ])
  return {
    figures: {
      items: items.length,
      audioSeconds: rounded(audioSeconds, 1),
      ...{ codec, threads },
      peers: Object.fromEntries([
        ...measured.map(({ name, figures }) => [name, figures] as const),
        ...failures.map(({ name }) => [name, null] as const),
      ]),
      unavailable: Object.fromEntries(failures.map(({ name, reason }) => [name, reason])),
    },
    models: [engine, 'silero-vad'],
    items: results.flatMap(({ name, scored }) =>
      scored.map(({ item, heard }) => ({ peer: name, audio: item.audio, lang: item.lang, text: heard })),
    ),
    table: [
      ['', 'WORD ERROR RATE', '95 % INTERVAL', 'ABOVE OURS, LIVE', 'PROCESSOR S / AUDIO S', 'P50 MS', 'P95 MS', 'VERSION'],
      ...rows,
      ...failures.map(({ name, reason }) => [name, '-', '', '', '', '', '', reason]),
    ],
    complete: failures.length === 0,
  }
}
