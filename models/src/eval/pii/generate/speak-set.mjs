/**
 * Speaks lines of a set whose values are written in words: `node models/src/eval/pii/generate/speak-set.mjs --set S.jsonl --lang fr --folder F`
 * writes a WAV file a line and `manifest.jsonl`, for `npm run eval -- asr --manifest`. Needs what `services/standalone/demo/speak.mjs` needs.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { encodeSamples, writeWav } from '@souffleur/audio'
import { prepareVoices, RATE_HZ, speak } from '../../../../../services/standalone/demo/speak.mjs'
import { readPiiSet } from '../pii-set.ts'
import { spokenLines } from '../spoken-lines.ts'

const FULL_SCALE = 32_767
const { values } = parseArgs({ options: { set: { type: 'string' }, lang: { type: 'string' }, folder: { type: 'string' } } })
const { set, lang, folder } = values
if (set === undefined || folder === undefined || (lang !== 'fr' && lang !== 'en')) throw new Error('--set S.jsonl --lang fr|en --folder F')

/** @type {Readonly<Record<'fr' | 'en', readonly import('../../../../../services/standalone/demo/speak.mjs').Voice[]>>} */
const voices = {
  fr: [
    { pitch: 100, rate: 95 },
    { pitch: 80, rate: 105 },
  ],
  en: ['slt', 'rms'],
}
prepareVoices()
mkdirSync(folder, { recursive: true })
const lines = spokenLines(readPiiSet(set, 'all')).map(({ index, text }) => {
  const voice = voices[lang][index % 2] ?? voices[lang][0]
  if (voice === undefined) throw new Error('no voice')
  const samples = Int16Array.from(speak(text, lang, voice), (sample) => Math.round(Math.max(-1, Math.min(1, sample)) * FULL_SCALE))
  const audio = `${String(index).padStart(4, '0')}.wav`
  writeFileSync(join(folder, audio), writeWav({ sampleRateHz: RATE_HZ, encoding: 'l16', payloads: [encodeSamples('l16', samples)] }))
  return JSON.stringify({ audio, lang, text })
})
writeFileSync(join(folder, 'manifest.jsonl'), `${lines.join('\n')}\n`)
process.stdout.write(`${lines.length} lines\n`)
