/**
 * `node deploy/make-secrets.mjs [FOLDER]`: writes the secrets that docker-compose.yml and deploy/kubernetes read, each in a file of its own, into
 * ./secrets. What is there already stays. The folder is for its owner alone; files in it can be read by the users in the containers.
 */
import { createHash, randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

const folder = resolve(process.argv[2] ?? 'secrets')

/** What the file holds: what is there, or what `make` gives. */
function keep(name, make) {
  const file = join(folder, name)
  if (existsSync(file)) return readFileSync(file, 'utf8').trim()
  const value = make()
  writeFileSync(file, `${value}\n`, { mode: 0o444 })
  process.stdout.write(`${file}\n`)
  return value
}

const random = (bytes) => () => randomBytes(bytes).toString('hex')

/** The commands that docs/bus.md names; who has no password may ask whether the server lives, nothing else. */
function redisUsers(password) {
  const hash = createHash('sha256').update(password).digest('hex')
  const commands = '+@stream +@scripting +@pubsub +@connection +@keyspace +@hash +@set +@string +info +time'
  return [
    'user default on nopass resetkeys resetchannels -@all +ping',
    `user souffleur on #${hash} ~souffleur:* &souffleur:* -@all ${commands}`,
  ].join('\n')
}

mkdirSync(folder, { recursive: true, mode: 0o700 })
keep('secret_key', random(32))
keep('stream_token', random(24))
keep('internal_token', random(24))
const databasePassword = keep('database_password', random(24))
keep('database_url', () => `postgres://souffleur:${databasePassword}@postgres:5432/souffleur`)
const redisPassword = keep('redis_password', random(24))
keep('redis_url', () => `redis://souffleur:${redisPassword}@redis:6379`)
keep('redis_users', () => redisUsers(redisPassword))
if (!existsSync(join(folder, 'tls.crt')) || !existsSync(join(folder, 'tls.key')))
  process.stdout.write(`Still missing: ${join(folder, 'tls.crt')} and tls.key, the proxy's certificate and key (docs/tls.md).\n`)
process.stdout.write(
  `Keep a copy of ${join(folder, 'secret_key')} apart from backups of the database: without it, stored calls can't be read.\n`,
)
