/** `npm start`: sets up what is missing, then runs everything in one process. */
import { join } from 'node:path'
import { become, ensureBuilt, ensureInstalled, nodeBinary, root } from './set-up.mjs'

ensureInstalled()
ensureBuilt()
become(nodeBinary(), [join(root, 'services', 'standalone', 'src', 'main.ts')])
