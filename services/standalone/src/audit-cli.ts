import { type AnchoredVerification, readAnchors, verifyAnchoredChain } from '@souffleur/desk'
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
  process.stdout.write(`${told(verified)}\n`)
  if (!verified.ok) process.exitCode = 1
} catch (error) {
  exitWith(error)
}

function told(verified: AnchoredVerification): string {
  if (verified.ok) {
    const { entries, anchors, unanchored, headHash } = verified
    return `${entries} entries, all linked; ${anchors} anchors fit, ${unanchored} entries came after the last one. Head: ${headHash}`
  }
  const { entries, sequence, problem } = verified
  switch (problem) {
    case 'unanchored':
      return `${entries} entries, all linked, and no anchor: whether the chain was shortened or written anew can't be told. Start Souffleur once if it never ran.`
    case 'shortened': {
      const { at, sequence: anchored } = verified.anchor
      return `Entries from ${sequence} on are missing: ${anchored} were anchored on ${at}; ${entries} are left.`
    }
    case 'rewritten': {
      const { at, sequence: anchored } = verified.anchor
      return `Entries ${sequence} to ${anchored} are not what was anchored on ${at}: one of them or more was written anew.`
    }
    case 'missing':
    case 'changed':
    case 'unlinked':
      return `Entry ${sequence} is ${problem}; ${entries} entries before it hold together.`
  }
}
