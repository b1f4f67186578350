import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { UsageError } from './evaluation.ts'
import { evaluation } from './peers.ts'

const folder = mkdtempSync(join(tmpdir(), 'souffleur-peers-'))
afterAll(() => rmSync(folder, { recursive: true }))
const manifest = join(folder, 'manifest.jsonl')
writeFileSync(manifest, `${JSON.stringify({ audio: 'a.wav', lang: 'en', text: 'hello' })}\n`)

test.each([
  ['a peer that nobody knows', ['--manifest', manifest, '--lang', 'en', '--peers', 'dictaphone']],
  ['no language', ['--manifest', manifest]],
  ['a language without items', ['--manifest', manifest, '--lang', 'fr']],
  ['no threads', ['--manifest', manifest, '--lang', 'en', '--threads', '0']],
])('%s is a mistake in the command', async (_, words) => {
  await expect(evaluation.run([...words, '--cache', folder], () => undefined)).rejects.toBeInstanceOf(UsageError)
})
