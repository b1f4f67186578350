import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { runCommand } from '../../run-command.ts'

/**
 * A virtual environment with the packages, made once.
 * @param packages as pip reads them: `name==version`
 * @returns its Python @throws Error when there is no Python or pip can't get the packages
 */
export async function pythonWith(packages: readonly string[], folder: string): Promise<string> {
  const python = join(folder, 'bin', 'python')
  await once(folder, packages, async () => {
    await succeed('python3', ['-m', 'venv', folder], folder)
    await succeed(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...packages], folder)
  })
  return python
}

/**
 * A folder with the npm packages, made once. No install script runs.
 * @returns its `node_modules` @throws Error when npm can't get the packages
 */
export async function npmFolderWith(packages: readonly string[], folder: string): Promise<string> {
  const words = ['install', '--prefix', folder, '--ignore-scripts', '--no-audit', '--no-fund', '--silent', ...packages]
  await once(folder, packages, () => succeed('npm', words, folder))
  return join(folder, 'node_modules')
}

/** A mark is left when everything is there, so that what a killed run left is made again. */
async function once(folder: string, packages: readonly string[], make: () => Promise<void>): Promise<void> {
  const mark = join(folder, `.complete-${createHash('sha256').update(packages.join(' ')).digest('hex').slice(0, 12)}`)
  if (existsSync(mark)) return
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true })
  await make()
  await writeFile(mark, '')
}

async function succeed(program: string, words: readonly string[], cwd: string): Promise<void> {
  // What `npm run` tells its scripts would send an install elsewhere.
  const environment = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^npm_(?!config_(?:registry|cache|userconfig)$)/i.test(name)),
  )
  const run = await runCommand(program, words, { cwd, environment })
  if (!run.ok) throw new Error(`${program} ${words.slice(0, 3).join(' ')}: ${run.error}`)
}
