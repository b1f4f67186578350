import { verifyAuditChain } from '@souffleur/desk'
import { exitWith } from './exit-with.ts'
import { withDatabase } from './with-database.ts'

/** `npm run audit -- verify`: exit status 0 when the chain is whole. */
if (process.argv[2] !== 'verify' || process.argv.length > 3) {
  process.stderr.write(
    'npm run audit -- verify\n\nChecks every entry of the audit log against its hash and its predecessor. Stop Souffleur first.\n',
  )
  process.exit(2)
}
try {
  const verified = await withDatabase(verifyAuditChain)
  if (verified.ok) {
    process.stdout.write(`${verified.entries} entries, all linked. Head: ${verified.headHash}\n`)
  } else {
    process.stdout.write(`Entry ${verified.sequence} is ${verified.problem}; ${verified.entries} entries before it are whole.\n`)
    process.exitCode = 1
  }
} catch (error) {
  exitWith(error)
}
