import { copyFile, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { connect, type DetailedPeerCertificate, type TLSSocket } from 'node:tls'
import { createRecordingLog, ManualClock } from '@souffleur/testkit'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { followTlsCertificate, readTlsCertificate } from '../src/http/tls-certificate.ts'
import { makeCertificate } from './certificates.ts'
import { startDesk } from './desk-harness.ts'
import { temporaryFolder } from './temporary-folder.ts'

const DAY_MS = 86_400_000

/** The harness's clock stands at its own time: certificates are valid today. */
const today = () => new ManualClock(Date.now())

async function handshake(port: number, options: object = {}): Promise<TLSSocket> {
  const socket = connect({ host: '127.0.0.1', port, rejectUnauthorized: false, ...options })
  onTestFinished(() => void socket.destroy())
  return new Promise((resolve, reject) => {
    socket.once('secureConnect', () => resolve(socket))
    socket.once('error', reject)
  })
}

const nameOf = (socket: TLSSocket) => (socket.getPeerCertificate(true) as DetailedPeerCertificate).subject.CN

async function startWithTls() {
  const folder = await temporaryFolder()
  const first = makeCertificate(folder, 'first')
  const files = { certFile: join(folder, 'in-use.crt'), keyFile: join(folder, 'in-use.key') }
  const use = async ({ certFile, keyFile }: typeof files) => {
    await copyFile(keyFile, files.keyFile)
    await copyFile(certFile, files.certFile)
  }
  await use(first)
  const clock = today()
  const harness = await startDesk({ clock, config: { tls: files, secureCookies: true } })
  onTestFinished(() => harness.stop())
  return { folder, files, use, harness, port: Number(new URL(harness.url).port) }
}

describe('a desk with a certificate', () => {
  it('speaks TLS 1.2 and later, with secure cookies and HSTS, and plain HTTP to nobody', async () => {
    const { harness, port, files } = await startWithTls()
    expect(harness.url).toMatch(/^https:\/\/127\.0\.0\.1:\d+$/)
    const trusted = await handshake(port, { ca: await readFile(files.certFile), rejectUnauthorized: true, servername: 'localhost' })
    expect(trusted.getProtocol()).toBe('TLSv1.3')
    trusted.write('GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n')
    const answer = (await trusted.toArray()).join('')
    expect(answer).toMatch(/^HTTP\/1\.1 200/)
    expect(answer).toContain('Strict-Transport-Security: max-age=31536000')
    expect((await handshake(port, { maxVersion: 'TLSv1.2' })).getProtocol()).toBe('TLSv1.2')
    await expect(handshake(port, { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'ALL:@SECLEVEL=0' })).rejects.toThrow()
    await expect(fetch(`http://127.0.0.1:${port}/healthz`)).rejects.toThrow()
  })

  it('takes up a renewed one, and keeps the one in use when the new one is no good', async () => {
    const { folder, files, use, harness, port } = await startWithTls()
    expect(nameOf(await handshake(port))).toBe('first')
    await use(makeCertificate(folder, 'second'))
    harness.clock.advance(60_000)
    await vi.waitFor(async () => expect(nameOf(await handshake(port))).toBe('second'))
    await writeFile(files.certFile, 'half a certificate')
    harness.clock.advance(60_000)
    await vi.waitFor(() => expect(harness.log.codes()).toContain('tls.unreadable'))
    harness.clock.advance(60_000)
    expect(nameOf(await handshake(port))).toBe('second')
  })
})

describe('a certificate', () => {
  it.each([
    ['without its files', (folder: string) => ({ certFile: join(folder, 'none'), keyFile: join(folder, 'none') }), 'tls.unreadable'],
    [
      'with another one’s key',
      (folder: string) => ({ ...makeCertificate(folder, 'a'), keyFile: makeCertificate(folder, 'b').keyFile }),
      'tls.mismatch',
    ],
    ['whose time is over', (folder: string) => makeCertificate(folder, 'ended'), 'tls.expired'],
  ])('%s is refused with a code', async (_, make, code) => {
    const clock = today()
    const files = make(await temporaryFolder())
    if (code === 'tls.expired') clock.advance(31 * DAY_MS)
    await expect(readTlsCertificate(files, clock)).rejects.toMatchObject({ code })
  })

  it('that isn’t one is told by its file’s name: what it holds may be a key', async () => {
    const folder = await temporaryFolder()
    const { keyFile } = makeCertificate(folder, 'a')
    const error = await readTlsCertificate({ certFile: keyFile, keyFile }, today()).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code: 'tls.unreadable', message: expect.stringContaining('a.key') })
    expect(JSON.stringify(error)).not.toContain('PRIVATE')
  })

  it('that ends soon is spoken of once a day', async () => {
    const clock = today()
    const log = createRecordingLog()
    const files = makeCertificate(await temporaryFolder(), 'a')
    const stop = followTlsCertificate({ setSecureContext: () => {} }, await readTlsCertificate(files, clock), { files, clock, log })
    onTestFinished(stop)
    clock.advance(60_000)
    expect(log.codes()).toEqual([])
    for (let minute = 0; minute < 3; minute += 1) {
      clock.advance(minute === 0 ? 20 * DAY_MS : 60_000)
      await vi.waitFor(() => expect(log.codes()).toEqual(['tls.expired']))
    }
  })
})
