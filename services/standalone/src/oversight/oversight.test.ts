import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { readConfig } from '../config.ts'
import { egressWithoutGuard } from '../egress/egress.ts'
import { egressPlaces } from '../egress/egress-list.ts'
import { readDataMap } from './data-map.ts'
import { readQualityFigures } from './quality-figures.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'souffleur-map-'))
  await mkdir(join(folder, 'data', 'vectors'), { recursive: true })
  await writeFile(join(folder, 'data', 'vectors', 'e5.bin'), 'abc')
  await writeFile(join(folder, 'data', 'secret.key'), 'k')
  await writeFile(join(folder, 'data', 'left-by-somebody'), '12345')
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const mapWith = (environment: Readonly<Record<string, string>>) => {
  const config = readConfig({ SOUFFLEUR_DATA: join(folder, 'data'), SOUFFLEUR_MODELS: join(folder, 'models'), ...environment })
  return readDataMap(config, egressWithoutGuard(egressPlaces(config)))
}

test('everything in the data folder is on the map, what nobody knows too', async () => {
  const { stores } = await mapWith({})
  expect(stores.map(({ kind, bytes }) => [kind, bytes])).toEqual([
    ['other', 5],
    ['secret-key', 1],
    ['vectors', 3],
    ['models', 0],
    ['logs', null],
    ['browser', null],
  ])
})

test('a database server is named without its password', async () => {
  const map = await mapWith({ DATABASE_URL: 'postgres://souffleur:hush-hush@db.example:5433/calls' })
  expect(map.stores[0]).toEqual({ kind: 'database', place: 'PostgreSQL db.example:5433/calls', bytes: null, isOnThisMachine: false })
  expect(JSON.stringify(map)).not.toContain('hush')
  expect(map.egress.places).toEqual([{ host: 'db.example', port: 5433, purpose: 'database' }])
})

test('models have their licence and state, those of other machines the host that they run at', async () => {
  const { models, egress } = await mapWith({ SOUFFLEUR_LLM_URL: 'http://gpu.example:8000', SOUFFLEUR_LLM_MODEL: 'mistral-small' })
  expect(models).toContainEqual(expect.objectContaining({ name: 'whisper-base', licence: 'MIT', state: 'missing', runsAt: null }))
  expect(models.at(-1)).toMatchObject({ name: 'mistral-small', purpose: 'language-model', runsAt: 'gpu.example:8000' })
  expect(egress.places).toEqual([{ host: 'gpu.example', port: 8000, purpose: 'language-model' }])
})

test('each figure of quality has the command that measured it', async () => {
  const figures = await readQualityFigures()
  expect(new Set(figures.map(({ id }) => id)).size).toBe(8)
  for (const { command } of figures) expect(command).toMatch(/^npm run eval -- /)
})
