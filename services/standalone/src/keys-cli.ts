import { randomBytes } from 'node:crypto'
import { rename, writeFile } from 'node:fs/promises'
import { keyState, renewDataKey, resealRecords, rotateKey, SEALING_KEY_BYTES, SealingKey } from '@souffleur/desk'
import { systemClock } from '@souffleur/flow'
import { AppError } from '@souffleur/proto'
import { readConfig } from './config.ts'
import { exitWith } from './exit-with.ts'
import { ownKeyFile, secretKeyOf } from './secret-key.ts'
import { withDatabase } from './with-database.ts'

/** `npm run keys -- status|rotate|renew|reseal`: see docs/encryption.md. */
const usage = `npm run keys -- status   data keys, and how much each of them sealed
npm run keys -- rotate   puts another key of the organisation in the place of the one in use. The new one comes from
                         SOUFFLEUR_NEW_SECRET_KEY, or is made where the key is the data folder's own
npm run keys -- renew    makes a new data key for what is written from then on
npm run keys -- reseal   seals everything anew with the newest data key

Stop Souffleur first when it uses its built-in database.
`
const [command, ...rest] = process.argv.slice(2)
const commands: Readonly<Record<string, () => Promise<string>>> = { status, rotate, renew, reseal }
const run = rest.length === 0 && command !== undefined && Object.hasOwn(commands, command) ? commands[command] : undefined
if (run === undefined) {
  process.stderr.write(usage)
  process.exit(2)
}
try {
  process.stdout.write(`${await run()}\n`)
} catch (error) {
  exitWith(error)
}

function status(): Promise<string> {
  return withDatabase(async (database) => {
    const { keys, open } = await keyState(database)
    const lines = keys.map(
      ({ number, purpose, madeAt, events }) => `${number}  ${purpose.padEnd(7)}  made ${madeAt.toISOString()}  events ${events}`,
    )
    return [...lines, `${open} events are not sealed yet`].join('\n')
  })
}

async function rotate(): Promise<string> {
  const config = readConfig(process.env)
  const isOwn = config.secretKey.kind === 'own'
  const bytes = config.newSecretKey ?? (isOwn ? randomBytes(SEALING_KEY_BYTES) : undefined)
  if (bytes === undefined)
    throw new AppError('config.invalid', 'SOUFFLEUR_NEW_SECRET_KEY: expected the key to put in place of the one in use')
  const file = ownKeyFile(config)
  // Before anything is sealed with it.
  if (isOwn) await writeFile(`${file}.new`, `${Buffer.from(bytes).toString('base64')}\n`, { mode: 0o600, flag: 'wx', flush: true })
  const { dataKeys, secrets } = await withDatabase(async (database) => {
    const from = await secretKeyOf(config).find()
    if (from === undefined) throw new AppError('data.key-missing')
    return rotateKey(database, from, new SealingKey(bytes), new Date(systemClock.unixMs()))
  })
  const told = `${dataKeys} data keys and ${secrets} secrets are sealed with the new key.`
  if (!isOwn) return `${told} Configure it in the place of the old one, and keep a copy apart from the database.`
  await rename(file, `${file}.old`)
  await rename(`${file}.new`, file)
  return `${told} It is in ${file}, the old one in ${file}.old: backups of before need that one.`
}

function renew(): Promise<string> {
  return withDatabase(async (database) => {
    const key = await secretKeyOf(readConfig(process.env)).find()
    if (key === undefined) throw new AppError('data.key-missing')
    return `Data key ${await renewDataKey(database, key, new Date(systemClock.unixMs()))} is used from five minutes from now on.`
  })
}

function reseal(): Promise<string> {
  return withDatabase(async (database) => {
    const rows = Object.entries(await resealRecords(database)).map(([table, count]) => `${table} ${count}`)
    return `Sealed with data key ${database.seal.currentKey}: ${rows.join(', ')}. The index of searches is written anew by the next start.`
  })
}
