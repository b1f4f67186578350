import { startPostgres } from './services/desk/test/postgres-server.ts'
import { spawnSync } from 'node:child_process'
const server = await startPostgres()
const r = spawnSync(process.execPath, ['services/desk/bench/desk-bench.ts', '--runs', '8', '--postgres', server.url], { encoding: 'utf8', maxBuffer: 1e8 })
console.log(r.stdout, r.stderr.slice(-500))
server.stop()
