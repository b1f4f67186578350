import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import * as z from 'zod'

const root = fileURLToPath(new URL('../..', import.meta.url))
const folder = `${root}/deploy/observability/prometheus`
const hasPromtool = spawnSync('promtool', ['--version']).status === 0
const rulesFile = z.object({
  groups: z.array(
    z.object({
      rules: z.array(
        z.object({
          alert: z.string(),
          expr: z.string(),
          labels: z.object({ severity: z.enum(['critical', 'warning']) }),
          annotations: z.object({ summary: z.string().min(1), runbook: z.string() }),
        }),
      ),
    }),
  ),
})
const alerts = rulesFile.parse(parse(readFileSync(`${folder}/souffleur.rules.yml`, 'utf8'))).groups.flatMap(({ rules }) => rules)

describe('alerts', () => {
  test.each(alerts)('$alert has its page, with its expression', ({ alert, expr, annotations }) => {
    expect(annotations.runbook).toBe(`docs/runbooks/${alert.replace(/^Souffleur/, '')}.md`)
    expect(readFileSync(`${root}/${annotations.runbook}`, 'utf8')).toContain(`    ${expr}\n`)
  })

  test('each page is of one', () => {
    const pages = readdirSync(`${root}/docs/runbooks`).map((name) => `docs/runbooks/${name}`)
    expect(pages.toSorted()).toEqual(alerts.map(({ annotations }) => annotations.runbook).toSorted())
  })

  test.skipIf(!hasPromtool).each([
    ['check', 'rules', 'souffleur.rules.yml'],
    ['check', 'config', '--syntax-only', 'prometheus.yml'],
    ['test', 'rules', 'souffleur.rules.test.yml'],
  ])('promtool %s %s', (...parameters) => {
    const { status, stdout, stderr } = spawnSync('promtool', parameters, { cwd: folder, encoding: 'utf8' })
    expect({ status, said: status === 0 ? '' : stdout + stderr }).toEqual({ status: 0, said: '' })
  })
})
