import { type ChildProcess, spawn } from 'node:child_process'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { systemClock } from '@souffleur/flow'
import { createRemoteRecognition, type SpeechEngine } from '@souffleur/recognizer'
import { createLog, createMetrics } from '@souffleur/telemetry'
import { recogniseOffline } from '../../asr/recognise-offline.ts'
import { pythonWith } from '../packages.ts'
import type { Peer, PeerAnswer } from '../peer.ts'
import { whisperSource } from '../whisper-source.ts'

/** An OpenAI-compatible server from the Python package index that runs faster-whisper on this machine. */
const packages = ['faster-whisper-server==0.0.3', 'faster-whisper==1.2.1', 'ctranslate2==4.8.5']
const VERSION = 'faster-whisper-server 0.0.3, whisper-base'
const START_PATIENCE_MS = 60_000
const ASK_AGAIN_MS = 200

/** Our remote engine against a server that others wrote: what is measured is the protocol, and what the way there costs. Processor time is ours alone. */
export const souffleurRemote: Peer = {
  name: 'souffleur-remote',
  languages: ['fr', 'en'],
  async recognise(items, { cache, threads, progress }) {
    const model = await whisperSource(cache)
    const python = await pythonWith(packages, join(cache, 'faster-whisper-server'))
    const port = await freePort()
    const words = ['-m', 'faster_whisper_server', model, '--host', '127.0.0.1', '--port', String(port)]
    const server = spawn(python, words, { stdio: 'ignore', env: { ...process.env, OMP_NUM_THREADS: String(threads), HF_HUB_OFFLINE: '1' } })
    const engine = createRemoteRecognition({
      urls: [`http://127.0.0.1:${port}`],
      model,
      apiKey: undefined,
      protocol: 'http',
      languages: ['fr', 'en'],
      capacity: threads,
      patienceMs: 60_000,
      local: [],
      clock: systemClock,
      log: createLog('warn'),
      metrics: createMetrics(),
    })
    try {
      await loaded(engine, server)
      const [first] = items
      if (first !== undefined) await recogniseOffline(first.audio, first.item.lang, engine)
      const before = process.cpuUsage()
      const answers: PeerAnswer[] = []
      for (const { audio, item } of items) {
        const started = performance.now()
        const { text } = await recogniseOffline(audio, item.lang, engine)
        answers.push({ text, wallMs: performance.now() - started })
        progress(`souffleur-remote: ${answers.length} of ${items.length}`)
      }
      const { user, system } = process.cpuUsage(before)
      return { version: VERSION, answers, processorSeconds: (user + system) / 1e6 }
    } finally {
      await engine.close()
      server.kill()
    }
  },
}

async function loaded(engine: SpeechEngine, server: ChildProcess): Promise<void> {
  const endMs = performance.now() + START_PATIENCE_MS
  for (;;) {
    try {
      await engine.load()
      return
    } catch (error) {
      if (server.exitCode !== null || performance.now() > endMs) throw error
      await new Promise((resolve) => setTimeout(resolve, ASK_AGAIN_MS))
    }
  }
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => void server.close(resolve))
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}
