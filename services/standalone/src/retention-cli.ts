import { EMPTY_VAULT, purge, RetentionRules, VersionedText } from '@souffleur/desk'
import { systemClock } from '@souffleur/flow'
import { exitWith } from './exit-with.ts'
import { parsePrivacy } from './live-privacy.ts'
import { withDatabase } from './with-database.ts'

/** `npm run retention -- purge [--dry-run]`: exit status 0 when nothing that is due is left. */
const [command, option, ...rest] = process.argv.slice(2)
const dryRun = option === '--dry-run'
if (command !== 'purge' || (option !== undefined && !dryRun) || rest.length > 0) {
  process.stderr.write(
    `npm run retention -- purge              removes what is due by the rules of the desk, and keeps the report there
npm run retention -- purge --dry-run    counts it, and removes nothing

Stop Souffleur first: while it runs, it does so by itself.
`,
  )
  process.exit(2)
}
try {
  await withDatabase(async (database) => {
    const rules = await RetentionRules.open(database, systemClock)
    const privacy = await new VersionedText('privacy', database, systemClock).current()
    const vault = privacy === undefined ? EMPTY_VAULT : parsePrivacy(privacy.text).vault
    const { parts, originals } = await purge(database, {
      rules: rules.all,
      vault,
      now: new Date(systemClock.unixMs()),
      actor: 'ops',
      dryRun,
    })
    process.stdout.write(`values of the vault: ${originals} ${dryRun ? 'due' : 'removed'}\n`)
    for (const { queue, kind, calls, before, removed, left, rowsLeft } of parts) {
      const rows = Object.entries(removed).map(([table, count]) => `${table} ${count}`)
      const told = dryRun ? 'due' : `${left} left, rows removed: ${rows.length === 0 ? 'none' : rows.join(', ')}`
      process.stdout.write(`${kind} of ${queue === '' ? 'all other queues' : queue} before ${before}: ${calls} calls, ${told}\n`)
      if (!dryRun && left + rowsLeft > 0) process.exitCode = 1
    }
  })
} catch (error) {
  exitWith(error)
}
