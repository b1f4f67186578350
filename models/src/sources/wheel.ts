import { appendFile } from 'node:fs/promises'
import { join } from 'node:path'
import AdmZip from 'adm-zip'
import type { Wheel } from '../model.ts'

/**
 * Appends entries of a wheel (a zip archive, by PEP 427) to files of a folder. Only named entries are read: paths in the archive decide nothing.
 * The whole archive is held in memory: tens of megabytes.
 * @throws Error when an entry is not there or its checksum is wrong
 */
export async function appendEntries(path: string, entries: Wheel['entries'], folder: string): Promise<void> {
  const archive = new AdmZip(path)
  for (const entry of entries) {
    const bytes = archive.readFile(entry.path)
    if (bytes === null) throw new Error(`${entry.path} is not in ${path}`)
    await appendFile(join(folder, entry.appendTo), bytes)
  }
}
