import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../set-up.mjs'

/**
 * Copies the proxy's files into a folder with this machine's addresses and a certificate made for it in them, without the part for AudioSocket: nginx's module for
 * that is not in every package. Ports are those of 127.0.0.1. @returns the main file.
 */
export function writeProxyFiles(folder, { gateways = [8080], desks = [8080], httpsPort = 8443, healthPort = 8081 } = {}) {
  const key = join(folder, 'tls.key')
  const certificate = join(folder, 'tls.crt')
  spawnSync('openssl', [
    'req',
    '-x509',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-subj',
    '/CN=localhost',
    '-days',
    '1',
    '-keyout',
    key,
    '-out',
    certificate,
  ])
  cpSync(join(root, 'deploy/compose/nginx'), folder, { recursive: true })
  mkdirSync(join(folder, 'logs'))
  const servers = (ports) => ports.map((port) => `server 127.0.0.1:${port} max_fails=2 fail_timeout=5s;`).join('\n')
  const http = readFileSync(join(folder, 'souffleur-http.conf'), 'utf8')
    .replaceAll('/run/secrets/tls_certificate', certificate)
    .replaceAll('/run/secrets/tls_key', key)
    .replace(/server gateway:[^;]*;/, servers(gateways))
    .replace(/server desk:[^;]*;/, servers(desks))
    .replace('listen 8443', `listen 127.0.0.1:${httpsPort}`)
    .replace('127.0.0.1:8081', `127.0.0.1:${healthPort}`)
    .replaceAll(/_temp_path \/tmp\//g, `_temp_path ${folder}/`)
  writeFileSync(join(folder, 'souffleur-http.conf'), http)
  const main = join(folder, 'nginx.conf')
  const lines = readFileSync(main, 'utf8')
    .replace('/tmp/nginx.pid', join(folder, 'nginx.pid'))
    .replace('worker_rlimit_nofile 65536;', '')
    .replace('worker_connections 16384;', 'worker_connections 256;')
    .replace(/# AudioSocket[\s\S]*$/, '')
  writeFileSync(main, lines)
  return main
}
