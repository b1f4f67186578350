import { createServer, type Server as HttpServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { create, toBinary } from '@bufbuild/protobuf'
import { CallEventSchema } from '@souffleur/proto'
import { Server, type Socket } from 'socket.io'
import { afterEach, expect, test } from 'vitest'
import { openCallWatcher } from './watch-calls.ts'

const account = { username: 'supervisor', password: 'right' }
const opened: { readonly http: HttpServer; readonly io: Server }[] = []
afterEach(async () => {
  for (const { io } of opened.splice(0)) await io.close()
})

/** A server that signs in and admits watchers as Souffleur does; call ids that begin with "no" are unknown. */
async function start() {
  const sockets: Socket[] = []
  const watched: [Socket, string][] = []
  const http = createServer((request, response) => {
    if (request.url !== '/api/v1/session') return
    let body = ''
    request.on('data', (part) => {
      body += String(part)
    })
    request.on('end', () => {
      const isRight = body === JSON.stringify(account)
      response.writeHead(isRight ? 200 : 401, { 'set-cookie': 'souffleur=token; Path=/' })
      response.end(JSON.stringify(isRight ? { user: {} } : { error: { code: 'account.credentials-wrong' } }))
    })
  })
  const io = new Server(http)
  io.of('/live').on('connection', (socket) => {
    sockets.push(socket)
    socket.on('call:watch', ({ callId }: { callId: string }, answer: (body: unknown) => void) => {
      if (callId.startsWith('no')) {
        answer({ ok: false, error: { code: 'call.not-found' } })
        return
      }
      watched.push([socket, callId])
      answer({ ok: true })
    })
  })
  await new Promise<void>((resolve) => {
    http.listen(0, '127.0.0.1', resolve)
  })
  opened.push({ http, io })
  const url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`
  const tell = (callId: string) => {
    const bytes = toBinary(CallEventSchema, create(CallEventSchema, { callId }))
    for (const [socket, id] of watched) if (id === callId) socket.emit('call:event', bytes)
  }
  return { url, sockets, watched, tell }
}

test('events go to the listener of their call, over one connection, with the session’s cookie', async () => {
  const { url, sockets, tell } = await start()
  const watcher = await openCallWatcher(url, account)
  const seen: string[] = []
  const { promise: bothSeen, resolve } = Promise.withResolvers<void>()
  for (const callId of ['a', 'b']) {
    await watcher.watch(callId, (event, arrivedAtMs) => {
      seen.push(`${callId} ${event.callId} ${arrivedAtMs > 0}`)
      if (seen.length === 2) resolve()
    })
  }
  tell('b')
  tell('a')
  await bothSeen
  expect(seen).toEqual(['b b true', 'a a true'])
  expect(sockets.map(({ handshake }) => handshake.headers.cookie)).toEqual(['souffleur=token'])
  watcher.close()
})

test('more calls than one connection may watch get another one', async () => {
  const { url, sockets, watched } = await start()
  const watcher = await openCallWatcher(url, account)
  await Promise.all(Array.from({ length: 100 }, (_, index) => watcher.watch(`call-${index}`, () => {})))
  expect(new Set(watched.map(([, callId]) => callId)).size).toBe(100)
  expect(sockets).toHaveLength(3)
  watcher.close()
})

test('refusals keep their code, and a lost connection is told', async () => {
  const { url, sockets } = await start()
  await expect(openCallWatcher(url, { ...account, password: 'wrong' })).rejects.toMatchObject({ code: 'account.credentials-wrong' })
  const watcher = await openCallWatcher(url, account)
  await expect(watcher.watch('nobody', () => {})).rejects.toMatchObject({ code: 'call.not-found' })
  await watcher.watch('a', () => {})
  sockets[0]?.disconnect(true)
  expect(await watcher.lost).toBe('io server disconnect')
  watcher.close()
})
