import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { roleNames, startCluster } from './cluster.ts'

const USAGE = `npm run cluster -- [--port 8080] [--gateways 2] [--recognizers 2] [--assists 1] [--wrapups 1] [--desks 2]
                    [--redis redis://...] [--database postgresql://...] [--data FOLDER]

Starts the processes of docker-compose.yml's profile "scaled" on this machine, without containers: Debian's redis-server, PostgreSQL and nginx
(or servers that run already), and each role as often as named. The other settings of docs/operations.md hold for all of them.
--data keeps the files; without it they are gone with the machine's temporary folder. Ctrl-C stops everything in order.`

const plurals = { gateway: 'gateways', recognizer: 'recognizers', assist: 'assists', wrapup: 'wrapups', desk: 'desks' } as const

try {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '8080' },
      gateways: { type: 'string', default: '2' },
      recognizers: { type: 'string', default: '2' },
      assists: { type: 'string', default: '1' },
      wrapups: { type: 'string', default: '1' },
      desks: { type: 'string', default: '2' },
      redis: { type: 'string' },
      database: { type: 'string' },
      data: { type: 'string' },
    },
  })
  const counts = { gateway: 0, recognizer: 0, assist: 0, wrapup: 0, desk: 0 }
  for (const role of roleNames) {
    const count = Number(values[plurals[role]])
    if (!Number.isInteger(count) || count < 1 || count > 64) throw new RangeError(`--${plurals[role]}: expected a number from 1 to 64.`)
    counts[role] = count
  }
  const cluster = await startCluster({
    folder: values.data ?? mkdtempSync(join(tmpdir(), 'souffleur-cluster-')),
    port: Number(values.port),
    counts,
    redisUrl: values.redis,
    databaseUrl: values.database,
    onProgress: (line) => process.stdout.write(`${line}\n`),
  })
  process.stdout.write(`\nSouffleur is at ${cluster.url}; the passwords of the first start are in desk's log.\n`)
  for (const { process: each, url } of cluster.members)
    process.stdout.write(`  ${each.name.padEnd(14)} ${url}  process ${each.pid ?? '-'}\n`)
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void cluster.stop().then(() => process.exit(0)))
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}\n`)
  process.exit(1)
}
