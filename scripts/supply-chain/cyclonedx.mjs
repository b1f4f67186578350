/** A bill of materials in CycloneDX 1.6 (ECMA-424): packages of the lock file, and the models. */
import { createHash } from 'node:crypto'

const LIST = 'https://spdx.org/licenses/'

/**
 * The same lock file gives the same document: no date, and a serial number made of the content.
 * @param {{ name: string, version: string, licence: string }} product
 * @param {import('./locked-packages.mjs').LockedPackage[]} packages
 * @param {readonly import('../../models/src/model.ts').Model[]} models
 */
export function billOfMaterials(product, packages, models) {
  const components = [...packages.filter(isFirst).map(packageComponent), ...models.map(modelComponent)]
  const root = { type: 'application', 'bom-ref': `${product.name}@${product.version}`, name: product.name, version: product.version }
  return {
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    serialNumber: `urn:uuid:${uuidOf(JSON.stringify(components))}`,
    version: 1,
    metadata: { component: { ...root, licenses: licensesOf(product.licence) } },
    components,
    dependencies: [
      { ref: root['bom-ref'], dependsOn: components.map((component) => component['bom-ref']) },
      ...packages.filter(isFirst).map((one) => ({ ref: purlOf(one), dependsOn: needsOf(one, packages) })),
    ],
  }
}

/** The same package in two folders is one component. */
function isFirst(one, index, all) {
  return all.findIndex((other) => purlOf(other) === purlOf(one)) === index
}

function purlOf({ name, version }) {
  return `pkg:npm/${name.replace('@', '%40')}@${version}`
}

/** As Node looks for it: in the package's own folder, then in each one above. */
function needsOf({ path, needs }, packages) {
  const byPath = new Map(packages.map((one) => [one.path, one]))
  const found = needs.flatMap((name) => {
    for (let folder = path; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/node_modules/')))) {
      const one = byPath.get(folder === '' ? `node_modules/${name}` : `${folder}/node_modules/${name}`)
      if (one !== undefined) return [purlOf(one)]
      if (folder === '' || !folder.includes('/node_modules/'))
        return byPath.has(`node_modules/${name}`) ? [purlOf(byPath.get(`node_modules/${name}`))] : []
    }
  })
  return [...new Set(found)]
}

function packageComponent(one) {
  return {
    type: 'library',
    'bom-ref': purlOf(one),
    name: one.name,
    version: one.version,
    scope: one.isShipped ? 'required' : 'excluded',
    purl: purlOf(one),
    ...(one.integrity === undefined ? {} : { hashes: one.integrity.split(' ').map(hashOf) }),
    ...(one.licence === undefined ? {} : { licenses: licensesOf(one.licence) }),
    ...(one.resolved?.startsWith('https:') ? { externalReferences: [{ type: 'distribution', url: one.resolved }] } : {}),
  }
}

/** Subresource integrity, as the lock file has it. */
function hashOf(integrity) {
  const [name, digest] = integrity.split(/-(.*)/s)
  return { alg: name.replace('sha', 'SHA-'), content: Buffer.from(digest, 'base64').toString('hex') }
}

function licensesOf(licence) {
  return /[ (]/.test(licence) ? [{ expression: licence }] : [{ license: { id: licence, url: `${LIST}${licence}.html` } }]
}

function modelComponent(model) {
  const files = model.form === 'published' ? model.files : model.sourceFiles
  return {
    type: 'machine-learning-model',
    'bom-ref': `model:${model.name}`,
    name: model.name,
    licenses: licensesOf(model.licence),
    properties: [
      { name: 'souffleur:purpose', value: model.purpose },
      { name: 'souffleur:languages', value: model.languages.join(' ') },
      {
        name: 'souffleur:source',
        value: model.form === 'published' ? `npm ${model.source.package}@${model.source.version}` : model.hubRepository,
      },
      { name: 'souffleur:card', value: `models/cards/${model.card}` },
    ],
    components: files.map((file) => ({
      type: 'file',
      'bom-ref': `model:${model.name}/${file.name}`,
      name: file.name,
      hashes: [{ alg: 'SHA-256', content: file.sha256 }],
    })),
  }
}

function uuidOf(text) {
  const hex = createHash('sha256').update(text).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}
