import { availableParallelism } from 'node:os'
import { AppError } from '@souffleur/proto'
import { createLog } from '@souffleur/telemetry'
import { createEngine } from './engines.ts'
import { type LineOptions, readLineAudio } from './line-audio.ts'
import type { AsrItem } from './manifest.ts'
import type { RecognisedItem } from './recognised.ts'
import { type LineItem, type Mode, runEngine } from './run-engine.ts'
import { type Scored, scoreItem } from './score.ts'

export interface Measured extends Scored {
  readonly recognised: RecognisedItem
}

/** What one engine heard of the items in its languages, in their order. */
export interface EngineRun {
  readonly engine: string
  readonly measured: readonly Measured[]
  readonly audioSeconds: number
  readonly processorSeconds: number
}

/** @throws AppError `engine.language-missing` when the engine knows no item's language, `model.missing`, `model.unknown` */
export async function measureEngine(
  name: string,
  items: readonly AsrItem[],
  { line, mode, progress }: { readonly line: LineOptions; readonly mode: Mode; readonly progress: (line: string) => void },
): Promise<EngineRun> {
  const log = createLog('warn')
  const engine = createEngine(name, { threads: Math.min(8, availableParallelism()), log })
  const known: LineItem[] = items
    .filter((item) => engine.languages.includes(item.lang))
    .map((item) => ({ item, audio: readLineAudio(item.path, line) }))
  if (known.length === 0) throw new AppError('engine.language-missing', `${name} recognises ${engine.languages.join(', ')}`)
  const measured = new Map<LineItem, Measured>()
  const processorSeconds = await runEngine(known, { engine, mode, log }, (one, recognised) => {
    measured.set(one, { ...scoreItem(one.item, recognised.text), recognised })
    progress(`${name}: ${measured.size} of ${known.length}`)
  })
  return {
    engine: name,
    measured: known.flatMap((one) => measured.get(one) ?? []),
    audioSeconds: known.reduce((sum, { audio }) => sum + audio.samples / audio.sampleRateHz, 0),
    processorSeconds,
  }
}
