/**
 * `npm run fuzz -- --door native|twilio|audiohook|jambonz|asterisk|audiosocket [--minutes 10] [--seed 1] [--json FILE]`: damaged conversations
 * with a front door, for minutes, while a neighbour's call goes on. The conformance suite of the tests has a short run of the same.
 */
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { become, ensureInstalled, nodeBinary, root } from './set-up.mjs'

const doors = ['native', 'twilio', 'audiohook', 'jambonz', 'asterisk', 'audiosocket']
const { values } = parseArgs({
  options: {
    door: { type: 'string' },
    minutes: { type: 'string', default: '10' },
    seed: { type: 'string', default: '1' },
    json: { type: 'string' },
  },
})
if (!doors.includes(values.door ?? '') || !(Number(values.minutes) > 0) || !Number.isInteger(Number(values.seed))) {
  process.stderr.write(`npm run fuzz -- --door ${doors.join('|')} [--minutes 10] [--seed 1] [--json FILE]\n`)
  process.exit(2)
}
ensureInstalled()
process.env.SOUFFLEUR_FUZZ_MINUTES = values.minutes
process.env.SOUFFLEUR_FUZZ_SEED = values.seed
if (values.json !== undefined) process.env.SOUFFLEUR_FUZZ_JSON = resolve(process.env.INIT_CWD ?? '.', values.json)
const tests = `services/gateway/test/doors/${values.door}.conformance.test.ts`
become(nodeBinary(), [
  join(root, 'node_modules', 'vitest', 'vitest.mjs'),
  'run',
  tests,
  '-t',
  'minutes of noise',
  '--disable-console-intercept',
])
