import { readAnchors, verifyAnchoredChain } from '@souffleur/desk'
import { readConfig } from './config.ts'
import { exitWith } from './exit-with.ts'
import { withDatabase } from './with-database.ts'

/** `npm run audit -- verify`: exit status 0 when the chain is whole, and the one that was anchored. */
if (process.argv[2] !== 'verify' || process.argv.length > 3) {
  process.stderr.write(
    `npm run audit -- verify

Checks every entry of the audit log against its hash and its predecessor, and the whole against the anchors that were written
every day (SOUFFLEUR_AUDIT_ANCHORS, audit-anchors.jsonl of the data folder by default). Stop Souffleur first.
`,
  )
  process.exit(2)
}
try {
  const { auditAnchorsFile } = readConfig(process.env)
  const anchors = await readAnchors(auditAnchorsFile)
  const verified = await withDatabase((database) => verifyAnchoredChain(database, anchors))
  if (verified.ok) {
    process.stdout.write(`${verified.entries} entries, all linked; ${verified.anchors} anchors fit. Head: ${verified.headHash}\n`)
  } else {
    const since =
      'anchor' in verified ? ` It is not the chain that was anchored on ${verified.anchor.at} at entry ${verified.anchor.sequence}.` : ''
    process.stdout.write(`Entry ${verified.sequence} is ${verified.problem}; ${verified.entries} entries hold together.${since}\n`)
    process.exitCode = 1
  }
} catch (error) {
  exitWith(error)
}
