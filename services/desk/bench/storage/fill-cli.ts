/** `npm run bench:storage-fill -- --postgres URL --calls 100000`: fills an empty PostgreSQL database for the measurements of storage-bench.ts. */
import { parseArgs } from 'node:util'
import { fillStorage } from './fill-storage.ts'
import { utterancesIn } from './made-call.ts'
import { madeSet } from './made-set.ts'

const { values } = parseArgs({
  options: {
    postgres: { type: 'string' },
    calls: { type: 'string', default: '100000' },
    seed: { type: 'string', default: '1' },
    workers: { type: 'string', default: '2' },
  },
})
if (values.postgres === undefined)
  throw new Error('--postgres postgres://...: expected an empty database, of whose server the account is a superuser')
const set = madeSet(values)
const startedMs = performance.now()
await fillStorage({ url: values.postgres, set, workers: Number(values.workers), onProgress: (text) => process.stdout.write(`${text}\n`) })
const seconds = Math.round((performance.now() - startedMs) / 1000)
process.stdout.write(`${set.calls} calls, ${utterancesIn(set.calls)} utterances, ${seconds} s\n`)
