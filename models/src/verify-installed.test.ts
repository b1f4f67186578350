import { mkdtemp, readFile, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { published, tinyPublished, writeFolder } from '../test/tiny-models.ts'
import { writeManifest } from './built-manifest.ts'
import { ModelVerification } from './verify-installed.ts'

let root: string
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'souffleur-verify-'))
  await writeFolder(join(root, 'tiny-example'), { 'weights.onnx': published.toString() })
  await writeFolder(join(root, 'whisper-own'), { 'encoder.onnx': 'a graph' })
  await writeManifest(join(root, 'whisper-own'), {
    writer: 1,
    origin: 'site',
    source: [{ name: 'model.bin', bytes: 1, sha256: 'a'.repeat(64) }],
  })
})
afterEach(() => rm(root, { recursive: true, force: true }))

const cacheFile = () => join(root, 'verified.json')
const verification = () =>
  new ModelVerification({
    filesFolder: root,
    cacheFile: cacheFile(),
    find: (name) => (name === 'tiny-example' ? tinyPublished : undefined),
  })
const weights = () => join(root, 'tiny-example', 'weights.onnx')

test('a published model has the hashes of the registry, a built one those of its manifest', async () => {
  const models = verification()
  expect(await models.verify('tiny-example')).toMatchObject([{ name: 'weights.onnx', sha256: tinyPublished.files[0]?.sha256 }])
  expect(await models.verify('whisper-own')).toMatchObject([{ name: 'encoder.onnx' }])
  expect(await models.verify('not-here')).toEqual([])
})

test('a file that was changed since is refused, even with its old size and times', async () => {
  await verification().verify('tiny-example')
  const other = Buffer.from(published)
  other.reverse()
  await writeFile(weights(), other)
  await utimes(weights(), 1, 1)
  await expect(verification().verify('tiny-example')).rejects.toMatchObject({ code: 'model.corrupt', detail: 'tiny-example/weights.onnx' })
  await writeFile(join(root, 'whisper-own', 'encoder.onnx'), 'b graph')
  await expect(verification().verify('whisper-own')).rejects.toMatchObject({ code: 'model.corrupt' })
})

test('an unchanged file is not read again: its hash is remembered', async () => {
  await verification().verify('tiny-example')
  const remembered = await readFile(cacheFile(), 'utf8')
  // Only what is remembered can be wrong here, as the file is right.
  await writeFile(cacheFile(), remembered.replace(/"sha256":"[0-9a-f]{64}"/, `"sha256":"${'0'.repeat(64)}"`))
  await expect(verification().verify('tiny-example')).rejects.toMatchObject({ code: 'model.corrupt' })
})

test('a cache that cannot be read is done without', async () => {
  await writeFile(cacheFile(), '{')
  expect(await verification().verify('tiny-example')).toHaveLength(1)
})
