import { createMetrics } from '@souffleur/telemetry'
import { createRecordingLog } from '@souffleur/testkit'
import { afterEach, describe, expect, it } from 'vitest'
import { askAssist, serveAssist } from './internal-assist.ts'
import { openRoleServer, type RoleServer } from './role-server.ts'

const TOKEN = 'a-token-that-is-long-enough'
const hit = {
  articleId: 'a',
  articleVersion: 1,
  articleTitle: 'Lunettes',
  language: 'fr' as const,
  passageId: 'p',
  heading: 'Délais',
  quote: 'Sous 5 jours.',
  score: 0.5,
}
const opened: RoleServer[] = []
afterEach(async () => {
  for (const server of opened.splice(0)) await server.close()
})

async function serve(fails = false) {
  const asked: unknown[] = []
  const log = createRecordingLog()
  const answer = <T>(question: unknown, found: T) => {
    asked.push(question)
    if (fails) throw new Error('no index')
    return Promise.resolve(found)
  }
  const assist = {
    search: async (query: string, options: object) => answer({ query, ...options }, [hit]),
    understand: async (text: string, language: string) => answer({ text, language }, [{ intentId: 'i', score: 0.9 }]),
  }
  const server = await openRoleServer({
    host: '127.0.0.1',
    port: 0,
    metrics: createMetrics(),
    internalToken: TOKEN,
    isReady: () => true,
    serve: serveAssist(assist, { internalToken: TOKEN, log }),
  })
  opened.push(server)
  return { url: server.url, asked, log }
}

describe('assist of another process', () => {
  it('answers searches and what words mean', async () => {
    const { url, asked } = await serve()
    const assist = askAssist({ url, token: TOKEN })
    expect(await assist.search('délais', { language: 'fr', limit: 3 })).toEqual([hit])
    expect(await assist.understand('mes lunettes', 'fr')).toEqual([{ intentId: 'i', score: 0.9 }])
    expect(asked).toEqual([
      { query: 'délais', language: 'fr', limit: 3 },
      { text: 'mes lunettes', language: 'fr' },
    ])
  })

  it('is told apart when it fails, or is not there', async () => {
    const { url, log } = await serve(true)
    await expect(askAssist({ url, token: TOKEN }).understand('x', 'en')).rejects.toMatchObject({ code: 'assist.away' })
    expect(log.lines).toHaveLength(1)
    await expect(askAssist({ url: 'http://127.0.0.1:1', token: TOKEN }).understand('x', 'en')).rejects.toMatchObject({
      code: 'assist.away',
    })
  })

  it('answers nobody who came through a proxy, and nothing that is no question', async () => {
    const { url, asked } = await serve()
    const post = (headers: Record<string, string>, body: string) => fetch(`${url}/internal/search`, { method: 'POST', headers, body })
    expect((await post({ 'x-forwarded-for': '10.0.0.1' }, '{}')).status).toBe(403)
    expect((await post({ authorization: `Bearer ${TOKEN}` }, '{"query":1}')).status).toBe(400)
    expect((await post({ authorization: `Bearer ${TOKEN}` }, 'x')).status).toBe(400)
    expect(asked).toEqual([])
  })
})

describe('the server of a role', () => {
  it('says that it lives and whether it is ready, and shows its metrics to those who may see them', async () => {
    const { url } = await serve()
    expect((await fetch(`${url}/healthz`)).status).toBe(200)
    expect(await (await fetch(`${url}/readyz`)).json()).toEqual({ ready: true })
    expect((await fetch(`${url}/metrics`)).status).toBe(200)
    expect((await fetch(`${url}/metrics`, { headers: { 'x-forwarded-for': '10.0.0.1' } })).status).toBe(403)
    expect((await fetch(`${url}/else`)).status).toBe(404)
  })
})
