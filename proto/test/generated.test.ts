import { execFile } from 'node:child_process'
import { cp, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'

const proto = fileURLToPath(new URL('..', import.meta.url))
const binaries = fileURLToPath(new URL('../../node_modules/.bin', import.meta.url))

it('generating the types again changes nothing', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'souffleur-proto-'))
  try {
    for (const name of ['buf.yaml', 'buf.gen.yaml', 'souffleur']) await cp(join(proto, name), join(folder, name), { recursive: true })
    const environment = { ...process.env, PATH: `${binaries}${delimiter}${process.env.PATH ?? ''}`, XDG_CACHE_HOME: join(folder, 'cache') }
    await promisify(execFile)(join(binaries, 'buf'), ['generate'], { cwd: folder, env: environment })
    expect(await contentsOf(join(folder, 'gen'))).toEqual(await contentsOf(join(proto, 'gen')))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})

async function contentsOf(folder: string): Promise<Record<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  return Object.fromEntries(await Promise.all(files.map(async (file) => [file.slice(folder.length), await readFile(file, 'utf8')])))
}
