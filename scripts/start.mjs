/** `npm start`: sets up what is missing, then runs everything in one process. */
import { join } from 'node:path'
import { become, ensureBuilt, ensureInstalled, nodeBinary, root, tryModels } from './set-up.mjs'

ensureInstalled()
ensureBuilt()
tryModels()
become(nodeBinary(), [join(root, 'services', 'standalone', 'src', 'main.ts')])
