/** `npm run sbom [FILE]`: writes what Souffleur is made of as CycloneDX 1.6, `sbom.json` where npm was called unless named; works offline. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { registry } from '../models/src/registry.ts'
import { root } from './set-up.mjs'
import { billOfMaterials } from './supply-chain/cyclonedx.mjs'
import { lockedPackages } from './supply-chain/locked-packages.mjs'

const file = resolve(process.env.INIT_CWD ?? '.', process.argv[2] ?? 'sbom.json')
const { name, version, license } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
const bill = billOfMaterials({ name, version, licence: license }, lockedPackages(root), registry)
writeFileSync(file, `${JSON.stringify(bill, undefined, 2)}\n`)
process.stdout.write(`${bill.components.length} components in ${file}\n`)
