/** `npm run licences`: refuses packages and models whose licence isn't in `.ci/licences.json`. */
import { registry } from '../models/src/registry.ts'
import { root } from './set-up.mjs'
import { licenceComplaints, readLicenceRules } from './supply-chain/licences.mjs'
import { lockedPackages } from './supply-chain/locked-packages.mjs'

const complaints = licenceComplaints(
  [...lockedPackages(root), ...registry.map((model) => ({ ...model, version: 'model' }))],
  readLicenceRules(root),
)
for (const line of complaints) process.stderr.write(`${line}\n`)
if (complaints.length === 0) process.stdout.write('Every licence is on the list.\n')
process.exitCode = complaints.length === 0 ? 0 : 1
