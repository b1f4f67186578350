import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { isOwnProgram } from '@souffleur/desk'
import { AppError } from '@souffleur/proto'
import type { Metrics } from '@souffleur/telemetry'

export interface RoleServerPorts {
  readonly host: string
  /** 0 takes a free port. */
  readonly port: number
  readonly metrics: Metrics
  /** Opens `/metrics` and what a role serves to others of its kind from another machine; empty: from this machine only. */
  readonly internalToken: string
  /** Whether new work can be taken. */
  isReady(): boolean | Promise<boolean>
  /** What the role serves beside; false when it isn't its. */
  serve?(request: IncomingMessage, response: ServerResponse): boolean
}

export interface RoleServer {
  readonly server: Server
  readonly url: string
  close(): Promise<void>
}

/** `/healthz`, `/readyz` and `/metrics` of a process that has no desk. @throws AppError `port.in-use` */
export async function openRoleServer(ports: RoleServerPorts): Promise<RoleServer> {
  const server = createServer((request, response) => {
    if (ports.serve?.(request, response) === true) return
    answer(request, ports).then(
      ({ status, body, type = 'application/json' }) => response.writeHead(status, { 'content-type': type }).end(body),
      () => response.writeHead(500).end(),
    )
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(error.code === 'EADDRINUSE' ? new AppError('port.in-use', `${ports.host}:${ports.port}`, { cause: error }) : error),
    )
    server.listen(ports.port, ports.host, resolve)
  })
  const { port } = server.address() as AddressInfo
  return {
    server,
    url: `http://${ports.host}:${port}`,
    async close() {
      server.closeAllConnections()
      await new Promise<void>((resolve) => void server.close(() => resolve()))
    },
  }
}

interface Answer {
  readonly status: number
  readonly body: string
  readonly type?: string
}

async function answer(request: IncomingMessage, ports: RoleServerPorts): Promise<Answer> {
  const [path] = (request.url ?? '').split('?')
  if (request.method !== 'GET') return { status: 404, body: '{}' }
  switch (path) {
    case '/healthz':
      return { status: 200, body: '{"alive":true}' }
    case '/readyz': {
      const ready = await ports.isReady()
      return { status: ready ? 200 : 503, body: JSON.stringify({ ready }) }
    }
    case '/metrics':
      if (!isOwnProgram(request, ports.internalToken)) return { status: 403, body: '{}' }
      return { status: 200, body: await ports.metrics.metrics(), type: ports.metrics.contentType }
    default:
      return { status: 404, body: '{}' }
  }
}
