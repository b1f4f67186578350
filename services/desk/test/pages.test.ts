import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type DeskClient, type DeskHarness, startDesk } from './desk-harness.ts'

let folder = ''
let harness: DeskHarness
let browser: DeskClient
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'souffleur-pages-'))
  const ui = join(folder, 'dist')
  await mkdir(join(ui, 'assets'), { recursive: true })
  await writeFile(join(ui, 'index.html'), '<!doctype html><title>Souffleur</title>')
  await writeFile(join(ui, 'assets', 'app-4f3a.js'), 'start()')
  await writeFile(join(folder, 'secret'), 'not for browsers')
  harness = await startDesk({ config: { uiFolder: ui } })
  browser = harness.anonymous()
})
afterAll(async () => {
  await harness.stop()
  await rm(folder, { recursive: true })
})

describe('the built pages', () => {
  it.each(['/', '/index.html', '/calls/42', '/review?state=saved'])(
    'answer %s with the one page, asked for anew each time',
    async (path) => {
      const { status, body, headers } = await browser.get(path)
      expect(status).toBe(200)
      expect(body).toContain('<title>Souffleur</title>')
      expect(headers.get('cache-control')).toBe('no-cache')
    },
  )

  it('let files whose name holds their hash be kept for ever', async () => {
    const { body, headers } = await browser.get('/assets/app-4f3a.js')
    expect(body).toBe('start()')
    expect(headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
  })

  it.each(['/api/v1/none', '/api', '/telephony/none', '/assets/none.js', '/socket.io/none'])('are no answer to %s', async (path) => {
    const { status, body } = await browser.get(path)
    expect(status).toBeGreaterThanOrEqual(400)
    expect(body).not.toContain('<title>')
  })

  it.each(['/../secret', '/..%2fsecret', '/%2e%2e/secret', '/assets/..%2f..%2fsecret'])(
    'hold nothing outside their folder: %s',
    async (path) => {
      expect((await browser.get(path)).body).not.toContain('not for browsers')
    },
  )

  it('are for reading', async () => {
    expect((await browser.post('/calls/42')).body.error.code).toBe('request.not-found')
  })
})
