import { resolve } from 'node:path'
import { KnowledgeStore } from '@souffleur/desk'
import { systemClock } from '@souffleur/flow'
import { exitWith } from './exit-with.ts'
import { importFolder } from './knowledge-folder.ts'
import { withDatabase } from './with-database.ts'

/** `npm run kb -- import FOLDER` */
const [command, folder, ...rest] = process.argv.slice(2)
if (command !== 'import' || folder === undefined || rest.length > 0) {
  process.stderr.write(
    'npm run kb -- import FOLDER\n\nImports every Markdown article (with front matter) below the folder. Stop Souffleur first.\n',
  )
  process.exit(2)
}
try {
  const outcome = await withDatabase((database) => importFolder(resolve(folder), new KnowledgeStore(database, systemClock), 'ops'))
  const { added, revised, updated, unchanged } = outcome
  process.stdout.write(`${added} added, ${revised} with a new version, ${updated} with new details, ${unchanged} unchanged\n`)
} catch (error) {
  exitWith(error)
}
