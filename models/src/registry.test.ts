import { existsSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { installableModels, registry } from './registry.ts'

const card = (name: string) => new URL(`../cards/${name}`, import.meta.url)

test.each(registry.map((model) => [model.name, model] as const))('%s has a card', (_, model) => {
  expect(existsSync(card(model.card))).toBe(true)
})

test.each(installableModels().map((model) => [model.name, model] as const))(
  'the card of %s shows the source and the hashes',
  (_, model) => {
    const text = readFileSync(card(model.card), 'utf8')
    expect(text).toContain(`${model.source.package}@${model.source.version}`)
    for (const file of model.files) expect(text).toContain(file.sha256)
  },
)
