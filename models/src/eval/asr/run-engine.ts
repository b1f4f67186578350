import { systemClock } from '@souffleur/flow'
import { createSileroDetector, type SpeechEngine } from '@souffleur/recognizer'
import type { Log } from '@souffleur/telemetry'
import { modelPath } from '../../model-files.ts'
import type { LineAudio } from './line-audio.ts'
import type { AsrItem } from './manifest.ts'
import { recogniseLive } from './recognise-live.ts'
import { recogniseOffline } from './recognise-offline.ts'
import type { RecognisedItem } from './recognised.ts'

/** `live` is the real path from packets to finals, `offline` the engine alone on the whole recording. */
export const modes = ['live', 'offline'] as const
export type Mode = (typeof modes)[number]

export interface LineItem {
  readonly item: AsrItem
  readonly audio: LineAudio
}

/** Calls that go through the recognizer at the same time, for each decoding thread: enough that no thread waits. */
const LANES_A_THREAD = 4

/** Hears all items, and closes the engine. Items come in the order in which they are ready. @returns processor seconds of it all, loading included. */
export async function runEngine(
  items: readonly LineItem[],
  { engine, mode, log }: { readonly engine: SpeechEngine; readonly mode: Mode; readonly log: Log },
  onItem: (item: LineItem, recognised: RecognisedItem) => void,
): Promise<number> {
  const before = process.cpuUsage()
  const heard = (index: number, recognised: RecognisedItem) => {
    const item = items[index]
    if (item !== undefined) onItem(item, recognised)
  }
  if (mode === 'live') {
    const voiceDetector = createSileroDetector({ modelPath: modelPath('silero-vad', 'silero_vad.onnx'), log, clock: systemClock })
    const live = items.map(({ item, audio }) => ({ audio, language: item.lang }))
    await recogniseLive(live, { engine, voiceDetector, log, lanes: engine.capacity * LANES_A_THREAD }, heard)
  } else {
    await engine.load()
    const one = async ({ item, audio }: LineItem, index: number) => heard(index, await recogniseOffline(audio, item.lang, engine))
    await Promise.all(items.map(one)).finally(() => engine.close())
  }
  const spent = process.cpuUsage(before)
  return (spent.user + spent.system) / 1e6
}
