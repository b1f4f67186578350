import { createPrivateKey, X509Certificate } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { Server as HttpsServer } from 'node:https'
import type { CancelTimer, Clock } from '@souffleur/flow'
import { AppError } from '@souffleur/proto'
import type { Log } from '@souffleur/telemetry'

/** PEM files: the certificate with those in between after it, and its private key without a passphrase. */
export interface TlsFiles {
  readonly certFile: string
  readonly keyFile: string
}

export interface TlsCertificate {
  readonly cert: string
  readonly key: string
  readonly validTo: Date
}

const DAY_MS = 86_400_000
const LOOK_EVERY_MS = 60_000
const WARNED_BEFORE_MS = 14 * DAY_MS

/**
 * Both files, once they fit each other and the day.
 * @throws AppError `tls.unreadable`, `tls.mismatch`, `tls.expired`
 */
export async function readTlsCertificate({ certFile, keyFile }: TlsFiles, clock: Clock): Promise<TlsCertificate> {
  const cert = await readPem(certFile)
  const key = await readPem(keyFile)
  const certificate = parsed(certFile, () => new X509Certificate(cert))
  const privateKey = parsed(keyFile, () => createPrivateKey(key))
  if (!certificate.checkPrivateKey(privateKey)) throw new AppError('tls.mismatch', `${certFile}, ${keyFile}`)
  const validTo = new Date(certificate.validTo)
  if (validTo.getTime() <= clock.unixMs()) throw new AppError('tls.expired', `${certFile}: ${validTo.toISOString().slice(0, 10)}`)
  return { cert, key, validTo }
}

/**
 * Takes up a renewed certificate within a minute, without a restart; connections that are open keep the old one. A renewal that can't be
 * used is logged once and the old one kept. Returns what ends it.
 */
export function followTlsCertificate(
  server: Pick<HttpsServer, 'setSecureContext'>,
  first: TlsCertificate,
  { files, clock, log }: { readonly files: TlsFiles; readonly clock: Clock; readonly log: Log },
): () => void {
  let current = first
  let complaint = ''
  let warnedOn = ''
  let stopped = false
  let cancel: CancelTimer = clock.setTimer(look, LOOK_EVERY_MS)
  function look(): void {
    readTlsCertificate(files, clock)
      .then((found) => {
        complaint = ''
        if (found.cert === current.cert && found.key === current.key) return
        server.setSecureContext({ cert: found.cert, key: found.key })
        current = found
        log.info('the renewed certificate is in use', { validTo: found.validTo.toISOString() })
      })
      .catch((error: unknown) => {
        const code = error instanceof AppError ? error.code : 'internal.unexpected'
        if (code !== complaint) log.error('the certificate can’t be renewed; the one in use stays', { code, error })
        complaint = code
      })
      .finally(() => {
        warnOfEnd()
        if (!stopped) cancel = clock.setTimer(look, LOOK_EVERY_MS)
      })
  }
  function warnOfEnd(): void {
    const nowMs = clock.unixMs()
    const today = new Date(nowMs).toISOString().slice(0, 10)
    if (today === warnedOn || current.validTo.getTime() - nowMs > WARNED_BEFORE_MS) return
    warnedOn = today
    log.warn('the certificate ends soon', { code: 'tls.expired', validTo: current.validTo.toISOString() })
  }
  return () => {
    stopped = true
    cancel()
  }
}

async function readPem(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    throw new AppError('tls.unreadable', file, { cause: error })
  }
}

/** What is wrong with a key may quote it: the file's name says enough. */
function parsed<T>(file: string, read: () => T): T {
  try {
    return read()
  } catch {
    throw new AppError('tls.unreadable', file)
  }
}
