import { parseArgs } from 'node:util'
import { AppError } from '@souffleur/proto'
import * as z from 'zod'
import { askHidden } from './ask-hidden.ts'
import { exitWith } from './exit-with.ts'
import { OpsSession } from './ops-session.ts'

const USAGE = `npm run sources -- list
npm run sources -- add --door DOOR --name NAME [--kind bearer|basic|signing] [--key-id ID] [--given]
npm run sources -- rotate --door DOOR --name NAME [--keep-hours 24] [--given]
npm run sources -- remove --door DOOR --name NAME

Who may send calls to a running Souffleur. Doors: native, twilio, audiohook, jambonz, asterisk, audiosocket.
--key-id is the user name of a password, the account of Twilio, the API key of AudioHook. --given asks for a signing secret that the
platform issued; all others are made by the server and printed once, alone on standard output. --url http://127.0.0.1:8080 is another server.

From the environment: SOUFFLEUR_OPS_USER (ops) and SOUFFLEUR_OPS_PASSWORD; a password that isn't there is asked for.`

const source = z.object({
  id: z.string(),
  name: z.string(),
  door: z.string(),
  kind: z.string(),
  keyId: z.string().nullable(),
  secrets: z.array(
    z.object({ createdAt: z.string(), lastUsedOn: z.string().nullable(), expiresAt: z.string().nullable(), readable: z.boolean() }),
  ),
})
type Source = z.infer<typeof source>
const sourceList = z.object({ sources: z.array(source), warning: z.string().nullable() })
const issued = z.object({ source, secret: z.string().nullable() })

const PATH = '/api/v1/telephony/sources'

class UsageError extends Error {}

function readArguments() {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        url: { type: 'string', default: 'http://127.0.0.1:8080' },
        door: { type: 'string' },
        name: { type: 'string' },
        kind: { type: 'string' },
        'key-id': { type: 'string' },
        'keep-hours': { type: 'string' },
        given: { type: 'boolean', default: false },
      },
    })
    if (positionals.length !== 1) throw new UsageError('Expected one command.')
    return { ...values, command: positionals[0] ?? '' }
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : '')
  }
}
type Arguments = ReturnType<typeof readArguments>

async function run(session: OpsSession, asked: Arguments): Promise<void> {
  switch (asked.command) {
    case 'list':
      await list(session)
      return
    case 'add':
      await add(session, asked)
      return
    case 'rotate':
      await rotate(session, asked)
      return
    case 'remove':
      await session.request('DELETE', `${PATH}/${(await find(session, asked)).id}`, z.unknown())
      process.stderr.write('Removed. Calls that run go on.\n')
      return
    default:
      throw new UsageError(`${asked.command}: no such command.`)
  }
}

async function list(session: OpsSession): Promise<void> {
  const { sources, warning } = await session.request('GET', PATH, sourceList)
  for (const { door, name, kind, keyId, secrets } of sources) {
    process.stdout.write(`${door.padEnd(12)}${name.padEnd(24)}${kind.padEnd(9)}${keyId ?? ''}\n`)
    for (const secret of secrets) process.stdout.write(`${' '.repeat(12)}${described(secret)}\n`)
  }
  if (sources.length === 0) process.stderr.write('There are none.\n')
  if (warning !== null) process.stderr.write(`${warning}: see docs/errors.md\n`)
}

function described({ createdAt, lastUsedOn, expiresAt, readable }: Source['secrets'][number]): string {
  const parts = [`since ${createdAt.slice(0, 10)}`, `last used ${lastUsedOn ?? 'never'}`]
  if (expiresAt !== null) parts.push(`replaced, ends ${expiresAt}`)
  if (!readable) parts.push('sealed with another key: rotate it')
  return parts.join(', ')
}

async function add(session: OpsSession, { door, name, kind, 'key-id': keyId, given }: Arguments): Promise<void> {
  if (door === undefined || name === undefined) throw new UsageError('--door and --name are needed.')
  const secret = given ? await askHidden('The secret that the platform issued: ') : undefined
  const { source: added, secret: made } = await session.request('POST', PATH, issued, { door, name, kind, keyId, secret })
  if (added.keyId !== null) process.stderr.write(`Key id: ${added.keyId}\n`)
  printOnce(made)
}

async function rotate(session: OpsSession, asked: Arguments): Promise<void> {
  const { id } = await find(session, asked)
  const secret = asked.given ? await askHidden('The secret that the platform issued: ') : undefined
  const keepHours = asked['keep-hours'] === undefined ? undefined : Number(asked['keep-hours'])
  const { source: rotated, secret: made } = await session.request('POST', `${PATH}/${id}/rotate`, issued, { keepHours, secret })
  const old = rotated.secrets.flatMap(({ expiresAt }) => (expiresAt === null ? [] : [expiresAt])).at(-1)
  process.stderr.write(old === undefined ? 'The secret before it is gone.\n' : `The secret before it is good until ${old}.\n`)
  printOnce(made)
}

function printOnce(secret: string | null): void {
  if (secret === null) return
  process.stderr.write('The secret, shown this once:\n')
  process.stdout.write(`${secret}\n`)
}

async function find(session: OpsSession, { door, name }: Arguments): Promise<Source> {
  if (door === undefined || name === undefined) throw new UsageError('--door and --name are needed.')
  const { sources } = await session.request('GET', PATH, sourceList)
  const found = sources.find((one) => one.door === door && one.name === name)
  if (found === undefined) throw new AppError('request.not-found', `${door} ${name}`)
  return found
}

/** `npm run sources`: exit status 2 for a command that isn't one, 1 for one that the server refused. */
try {
  const asked = readArguments()
  const { SOUFFLEUR_OPS_USER: username = 'ops', SOUFFLEUR_OPS_PASSWORD } = process.env
  const password = SOUFFLEUR_OPS_PASSWORD ?? (await askHidden(`Password of ${username}: `))
  const session = await OpsSession.open(asked.url, { username, password })
  try {
    await run(session, asked)
  } finally {
    await session.close()
  }
} catch (error) {
  if (!(error instanceof UsageError)) exitWith(error)
  process.stderr.write(`${error.message}\n\n${USAGE}\n`)
  process.exit(2)
}
