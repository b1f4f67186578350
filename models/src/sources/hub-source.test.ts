import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Answer, cutAfter, type FileServer, grownTo, startFileServer, status, withRanges } from '../../test/file-server.ts'
import { tinyBuilt as model, sourceFiles, standInBuilder, temporaryConfig } from '../../test/tiny-models.ts'
import type { ModelsConfig } from '../config.ts'
import { ensureModel } from '../fetcher.ts'
import { checkModel } from '../model-files.ts'
import type { PullProgress } from '../progress.ts'

let root = ''
let config: ModelsConfig
let server: FileServer
const loadBuilder = async () => standInBuilder()

beforeEach(async () => {
  server = await startFileServer()
  const { root: folder, config: plain } = await temporaryConfig()
  root = folder
  config = { ...plain, sources: ['npm', 'pypi', 'hub'], hubUrl: server.url }
})
afterEach(async () => {
  await server.close()
  await rm(root, { recursive: true })
})

const file: Answer = (request, response) => {
  const name = /^\/example\/whisper-tiny\/resolve\/main\/(.+)$/.exec(request.url ?? '')?.[1] ?? ''
  const content = sourceFiles[name]
  return content === undefined ? status(404)(request, response) : withRanges(content)(request, response)
}

test('a model comes from the hub, is built, and nothing else stays', async () => {
  server.answer(file)
  const events: PullProgress[] = []
  await ensureModel(model, { config, loadBuilder, onProgress: (event) => events.push(event) })
  expect(await checkModel(model, config.filesFolder, loadBuilder)).toBe('good')
  expect(await readdir(config.filesFolder)).toEqual([model.name])
  const total = Object.values(sourceFiles).join('').length
  expect(events.findLast((event) => event.kind === 'bytes')).toMatchObject({ phase: 'fetching', doneBytes: total, totalBytes: total })
})

test('an interrupted pull goes on with the file in which it ended', async () => {
  server.answer(
    file,
    cutAfter(sourceFiles['config.json'] ?? '', 4, grownTo(join(config.filesFolder, '.partial', model.name, 'config.json.part'), 4)),
    status(503),
  )
  await expect(ensureModel(model, { config, loadBuilder })).rejects.toMatchObject({ code: 'model.source-unreachable' })
  expect((await readdir(join(config.filesFolder, '.partial', model.name))).toSorted()).toEqual(['config.json.part', 'model.bin'])
  const before = server.requests.length
  server.answer(file)
  await ensureModel(model, { config, loadBuilder })
  expect(server.requests.slice(before)).toEqual([
    '/example/whisper-tiny/resolve/main/config.json bytes=4-',
    '/example/whisper-tiny/resolve/main/tokenizer.json',
  ])
  expect(await readdir(config.filesFolder)).toEqual([model.name])
})

test('a build that fails costs no second download', async () => {
  server.answer(file)
  const failing = standInBuilder(1, () => Promise.reject(new Error('a weight is missing')))
  await expect(ensureModel(model, { config, loadBuilder: async () => failing })).rejects.toMatchObject({
    detail: expect.stringContaining('a weight is missing'),
  })
  const before = server.requests.length
  await ensureModel(model, { config, loadBuilder })
  expect(server.requests).toHaveLength(before)
})

test('a hub with other files is refused', async () => {
  server.answer(withRanges('something else'))
  await expect(ensureModel(model, { config, loadBuilder })).rejects.toMatchObject({ code: 'model.corrupt' })
  expect(await readdir(config.filesFolder)).toEqual([])
})
