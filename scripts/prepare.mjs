/** What `npm test` needs beyond the clone: packages, models, the built pages and a browser. */
import { ensureBrowser, ensureBuilt, ensureInstalled, ensureModels } from './set-up.mjs'

ensureInstalled()
ensureBrowser()
ensureModels()
ensureBuilt()
