/** What the lock file installs, workspaces apart. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * @typedef {{ path: string, name: string, version: string, licence: string | undefined, isShipped: boolean, integrity: string | undefined,
 *   resolved: string | undefined, needs: string[] }} LockedPackage
 */

/** @returns {LockedPackage[]} by name and version */
export function lockedPackages(root) {
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'))
  return Object.entries(lock.packages)
    .filter(([path, entry]) => path.includes('node_modules/') && !entry.link)
    .map(([path, entry]) => ({
      path,
      // An alias says what it really is.
      name: entry.name ?? path.replace(/^.*node_modules\//, ''),
      version: entry.version,
      licence: entry.license ?? licenceOf(root, path),
      isShipped: !entry.dev,
      integrity: entry.integrity,
      resolved: entry.resolved,
      needs: Object.keys({ ...entry.dependencies, ...entry.optionalDependencies }),
    }))
    .sort((a, b) => a.name.localeCompare(b.name) || a.version.localeCompare(b.version) || a.path.localeCompare(b.path))
}

/** A few packages say it in an older way, which the lock file doesn't have. */
function licenceOf(root, path) {
  const file = join(root, path, 'package.json')
  if (!existsSync(file)) return undefined
  const { license, licenses } = JSON.parse(readFileSync(file, 'utf8'))
  return typeof license === 'string' ? license : licenses?.map(({ type }) => type).join(' OR ')
}
