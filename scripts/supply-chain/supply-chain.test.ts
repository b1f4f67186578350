import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { registry } from '../../models/src/registry.ts'
import { billOfMaterials } from './cyclonedx.mjs'
import { isAllowed, licenceComplaints, readLicenceRules } from './licences.mjs'
import { lockedPackages } from './locked-packages.mjs'

const root = join(import.meta.dirname, '../..')

describe('licences', () => {
  test.each([
    ['MIT', true],
    ['GPL-3.0-only', false],
    [undefined, false],
    ['(MIT OR GPL-3.0-only)', true],
    ['MIT AND GPL-3.0-only', false],
    ['(Apache-2.0 AND BSD-3-Clause)', true],
    ['(MIT AND (GPL-2.0-only OR BSD-3-Clause))', true],
    ['SEE LICENSE IN EULA.txt', false],
  ])('%s may come in: %s', (expression, expected) => {
    expect(isAllowed(expression, ['MIT', 'Apache-2.0', 'BSD-3-Clause'])).toBe(expected)
  })

  test('of everything that is installed, and of the models, are on the list', () => {
    const models = registry.map((model) => ({ ...model, version: 'model' }))
    expect(licenceComplaints([...lockedPackages(root), ...models], readLicenceRules(root))).toEqual([])
  })

  test('that only tools may have don’t ship, and an exception that nothing needs is told', () => {
    const rules = { allowed: ['MIT'], allowedForTools: ['MPL-2.0'], exceptions: { gone: 'was needed once' } }
    const components = [
      { name: 'tool', version: '1', licence: 'MPL-2.0', isShipped: false },
      { name: 'part', version: '2', licence: 'MPL-2.0', isShipped: true },
    ]
    expect(licenceComplaints(components, rules)).toEqual(['part 2: MPL-2.0 is not on the list', 'gone: the exception is not needed'])
  })
})

describe('the bill of materials', () => {
  const packages = lockedPackages(root)
  const bill = billOfMaterials({ name: 'souffleur', version: '0.1.0', licence: 'Apache-2.0' }, packages, registry)
  const refs = new Set(bill.components.map((component) => component['bom-ref']))

  test('is CycloneDX 1.6, the same for the same lock file', () => {
    expect(bill).toMatchObject({ bomFormat: 'CycloneDX', specVersion: '1.6', version: 1 })
    expect(bill.serialNumber).toMatch(/^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-[1-5][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    expect(billOfMaterials({ name: 'souffleur', version: '0.1.0', licence: 'Apache-2.0' }, packages, registry)).toEqual(bill)
  })

  test('has every locked package once, with its hash and licence, and every model with those of its files', () => {
    expect(refs.size).toBe(bill.components.length)
    for (const { name, version } of packages) expect(refs).toContain(`pkg:npm/${name.replace('@', '%40')}@${version}`)
    for (const model of registry) expect(refs).toContain(`model:${model.name}`)
    const onnx = bill.components.find(({ name }) => name === 'onnxruntime-node')
    expect(onnx).toMatchObject({
      hashes: [{ alg: 'SHA-512', content: expect.stringMatching(/^[0-9a-f]{128}$/) }],
      licenses: [{ license: { id: 'MIT' } }],
    })
  })

  test('names only components in its dependencies', () => {
    for (const { dependsOn } of bill.dependencies) for (const ref of dependsOn) expect(refs).toContain(ref)
    const fastify = bill.dependencies.find(({ ref }) => ref.startsWith('pkg:npm/fastify@'))
    expect(fastify?.dependsOn.some((ref) => ref.startsWith('pkg:npm/find-my-way@'))).toBe(true)
  })

  test('comes from a lock file that pins every package by its hash', () => {
    expect(packages.filter(({ integrity }) => integrity === undefined).map(({ name }) => name)).toEqual([])
  })
})
