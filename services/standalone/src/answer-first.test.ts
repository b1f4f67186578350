import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, it } from 'vitest'
import { answerFirst } from './answer-first.ts'

it('answers what it takes, and leaves the rest to those who listened before', async () => {
  const server = createServer((_, response) => response.end('before'))
  answerFirst(server, ({ url }, response) => {
    if (url !== '/mine') return false
    response.end('mine')
    return true
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const textOf = async (path: string) => (await fetch(`${origin}${path}`)).text()
  expect([await textOf('/mine'), await textOf('/other')]).toEqual(['mine', 'before'])
  server.closeAllConnections()
  server.close()
})
