/** What `npm test` needs beyond the clone: packages, models, the built pages and a browser. */
import { ensureBuilt, ensureInstalled, ensureModels, ensureTestTools } from './set-up.mjs'

ensureInstalled()
ensureTestTools()
ensureModels()
ensureBuilt()
