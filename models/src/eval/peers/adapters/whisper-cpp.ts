import { join } from 'node:path'
import { runChild } from '../child.ts'
import { npmFolderWith } from '../packages.ts'
import type { Peer } from '../peer.ts'
import { ggmlModel } from '../whisper-ggml.ts'
import { whisperSource } from '../whisper-source.ts'

const VERSION = '0.0.4'
const script = join(import.meta.dirname, 'whisper-cpp-child.ts')

/** The same Whisper base as ours, by whisper.cpp: its own greedy decoding, with an audio context a little longer than the clip. */
export const whisperCpp: Peer = {
  name: 'whisper-cpp',
  languages: ['fr', 'en'],
  async recognise(items, { cache, threads }) {
    const model = await ggmlModel(await whisperSource(cache), cache)
    const packages = await npmFolderWith([`@napi-rs/whisper@${VERSION}`], join(cache, 'whisper-cpp'))
    const options = { model, packages, threads, version: VERSION }
    return runChild({ program: process.execPath, parameters: [script], options }, items)
  },
}
