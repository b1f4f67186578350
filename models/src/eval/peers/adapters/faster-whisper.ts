import { join } from 'node:path'
import { runChild } from '../child.ts'
import { pythonWith } from '../packages.ts'
import type { Peer } from '../peer.ts'
import { whisperSource } from '../whisper-source.ts'

const packages = ['faster-whisper==1.2.1', 'ctranslate2==4.8.5']
const script = join(import.meta.dirname, 'faster-whisper.py')

const variants = [
  { name: 'faster-whisper-greedy', computeType: 'int8', beam: 1 },
  { name: 'faster-whisper-beam5', computeType: 'int8', beam: 5 },
  { name: 'faster-whisper-float32-greedy', computeType: 'float32', beam: 1 },
  { name: 'faster-whisper-float32-beam5', computeType: 'float32', beam: 5 },
] as const

/** The same Whisper base as ours, by CTranslate2. */
export const fasterWhisper: readonly Peer[] = variants.map(({ name, computeType, beam }) => ({
  name,
  languages: ['fr', 'en'],
  async recognise(items, { cache, threads }) {
    const model = await whisperSource(cache)
    const program = await pythonWith(packages, join(cache, 'faster-whisper'))
    return runChild({ program, parameters: [script], options: { model, computeType, beam, threads } }, items)
  },
}))
