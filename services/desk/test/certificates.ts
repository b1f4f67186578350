import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import type { TlsFiles } from '../src/http/tls-certificate.ts'

/** A certificate of its own making for this machine, as files, for 30 days. */
export function makeCertificate(folder: string, name: string): TlsFiles {
  const files = { certFile: join(folder, `${name}.crt`), keyFile: join(folder, `${name}.key`) }
  const kind = ['-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '30']
  const names = ['-subj', `/CN=${name}`, '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1']
  execFileSync('openssl', ['req', ...kind, ...names, '-keyout', files.keyFile, '-out', files.certFile], { stdio: 'pipe' })
  return files
}
