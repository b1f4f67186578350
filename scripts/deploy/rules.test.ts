import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { brokenRules, brokenWorkloadRules } from './rules.mjs'

const root = join(import.meta.dirname, '../..')
const text = readFileSync(join(root, 'docker-compose.yml'), 'utf8')
const profiles = {}

test('the files for containers hold, with what this machine has to check them', () => {
  const checked = spawnSync(process.execPath, [join(root, 'scripts/check-deploy.mjs')], { encoding: 'utf8' })
  expect(checked.status, checked.stderr).toBe(0)
})

test.each([
  ['user: "101:101"', 'user: "0:0"', 'proxy runs as root'],
  ['  read_only: true\n', '', 'redis can write to its file system'],
  ['  cap_drop: [ALL]\n', '', 'gateway keeps capabilities'],
  ['  security_opt: ["no-new-privileges:true"]\n', '', 'desk may gain privileges'],
  ['  pids_limit: 512\n', '', 'assist has no limits'],
  ['  healthcheck: *healthcheck\n', '', 'wrapup has no health check'],
  ['secrets: [database_password]', 'secrets: []', 'postgres has no secrets as files'],
  ['POSTGRES_PASSWORD_FILE: /run/secrets/database_password', 'POSTGRES_PASSWORD: word', 'postgres has a secret in its environment'],
  ['stop_grace_period: 45s', 'stop_grace_period: 10s', 'recognizer is killed before it has drained'],
  ['networks: [data]\n    # docs/bus.md', 'networks: [edge]\n    # docs/bus.md', 'redis has a way out'],
  [':-redis:7.2.7-bookworm}', ':-redis}', 'redis has no pinned image'],
])('without %j it says so', (from, to, sentence) => {
  expect(text).toContain(from)
  const broken = brokenRules(parse(text.replace(from, to), { merge: true }), profiles)
  expect(broken).toContain(`docker-compose.yml: ${sentence}`)
})

test('a profile that starts something else is said', () => {
  expect(brokenRules(parse(text, { merge: true }), { single: ['desk'] })).toEqual(['docker-compose.yml: profile single starts souffleur'])
})

test('manifests without roles, or without a policy that denies, are said', () => {
  const broken = brokenWorkloadRules([])
  expect(broken).toContain('deploy/kubernetes: gateway has no Deployment')
  expect(broken).toContain('deploy/kubernetes: nothing denies what no policy names')
})
