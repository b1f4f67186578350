import { expect, test } from 'vitest'
import { peerFigures, runPeers } from './compare.ts'
import type { Peer, PeerItem } from './peer.ts'

const items: PeerItem[] = ['press one now', 'all circuits are busy', 'please hold'].map((text, index) => ({
  item: { audio: `${index}.wav`, path: `${index}.wav`, lang: 'en', text, source: 'a' },
  audio: { sampleRateHz: 8000, encoding: 'pcmu', samples: 16_000, packets: [] },
  samplesPath: '',
}))
const hearing = (name: string, texts: readonly string[]): Peer => ({
  name,
  languages: ['en'],
  recognise: async () => ({
    version: `${name} 1`,
    answers: texts.map((text) => ({ text, wallMs: 100 * text.length })),
    processorSeconds: 3,
  }),
})
const absent: Peer = {
  name: 'absent',
  languages: ['en'],
  recognise: () => Promise.reject(new Error('no such package')),
}
const surroundings = { cache: '', threads: 1, progress: () => undefined }

test('a peer that can’t be had is named with its reason, and the others are measured', async () => {
  const ours = hearing('ours', ['press 1 now', 'all circuits are busy', 'please hold'])
  const { results, failures } = await runPeers([ours, absent, hearing('deaf', ['', '', ''])], items, surroundings)
  expect(failures).toEqual([{ name: 'absent', reason: 'no such package' }])
  expect(results.map(({ name }) => name)).toEqual(['ours', 'deaf'])
})

test('figures are by item, by second of audio, and against ours', async () => {
  const { results } = await runPeers(
    [hearing('ours', ['press 1 now', 'all circuits are busy', 'please hold']), hearing('deaf', ['', '', ''])],
    items,
    surroundings,
  )
  const [ours, deaf] = results
  if (ours === undefined || deaf === undefined) throw new Error('not measured')
  expect(peerFigures(ours, 6, ours)).toMatchObject({
    wer: 0,
    interval: [0, 0],
    aboveOurs: null,
    realTimeFactor: 0.5,
    p50Ms: 1100,
    p95Ms: 2100,
  })
  expect(peerFigures(deaf, 6, ours)).toMatchObject({ version: 'deaf 1', wer: 1, words: 9, deletions: 9, aboveOurs: [1, 1] })
  expect(peerFigures(deaf, 6, undefined).aboveOurs).toBeNull()
})
