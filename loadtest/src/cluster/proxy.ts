import { execFileSync } from 'node:child_process'
import { accessSync, chownSync, constants, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { join } from 'node:path'
import { SupervisedProcess } from './supervised-process.ts'

/** A number that PostgreSQL, started as root, refuses to run as anything but. */
const NOBODY = 65_534
const AS_NOBODY = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {}

export interface StartedServer {
  readonly url: string
  readonly process: SupervisedProcess
}

/** Debian's redis-server, which keeps what it is given. @throws Error when it isn't installed */
export async function startRedis(folder: string): Promise<StartedServer> {
  const program = programOf('redis-server', 'redis-server', [])
  const port = await freePort()
  const data = join(folder, 'redis')
  mkdirSync(data, { recursive: true })
  const settings = {
    port: String(port),
    bind: '127.0.0.1',
    dir: data,
    save: '',
    appendonly: 'yes',
    appendfsync: 'everysec',
    'slowlog-log-slower-than': '-1',
    'crash-log-enabled': 'no',
  }
  const parameters = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value])
  const started = new SupervisedProcess(
    { name: 'redis', program, parameters, options: {}, logFile: join(folder, 'redis.log'), answers: () => saysPong(port) },
    undefined,
  )
  await started.start()
  return { url: `redis://127.0.0.1:${port}`, process: started }
}

/** Debian's PostgreSQL. @throws Error when it isn't installed */
export async function startPostgres(folder: string): Promise<StartedServer> {
  const program = programOf('postgres', 'postgresql', debianFolders())
  const port = await freePort()
  const own = join(folder, 'postgres')
  mkdirSync(own, { recursive: true })
  if ('uid' in AS_NOBODY) chownSync(own, NOBODY, NOBODY)
  const data = join(own, 'data')
  const initdb = join(program, '..', 'initdb')
  const made = ['--auth=trust', '--username=souffleur', '--encoding=UTF8', '--locale=C', '-D', data]
  execFileSync(initdb, made, { ...AS_NOBODY, cwd: own, stdio: 'pipe' })
  const parameters = ['-D', data, '-k', own, '-h', '127.0.0.1', '-p', String(port), '-c', 'max_connections=200']
  const started = new SupervisedProcess(
    {
      name: 'postgres',
      program,
      parameters,
      options: { ...AS_NOBODY, cwd: own },
      logFile: join(folder, 'postgres.log'),
      answers: () => accepts(port),
    },
    undefined,
  )
  await started.start()
  return { url: `postgresql://souffleur@127.0.0.1:${port}/postgres`, process: started }
}

export interface ProxyPlan {
  readonly port: number
  readonly gateways: readonly number[]
  readonly desks: readonly number[]
}

/** Debian's nginx before the gateways and the desks. @throws Error when it isn't installed */
export async function startProxy(folder: string, plan: ProxyPlan): Promise<SupervisedProcess> {
  const program = programOf('nginx', 'nginx-light', ['/usr/sbin'])
  const own = join(folder, 'nginx')
  mkdirSync(own, { recursive: true })
  const file = join(own, 'nginx.conf')
  writeFileSync(file, proxyConfiguration(own, plan))
  const started = new SupervisedProcess(
    {
      name: 'proxy',
      program,
      parameters: ['-c', file, '-g', 'daemon off;', '-e', join(own, 'error.log')],
      options: {},
      logFile: join(folder, 'proxy.log'),
      answers: () => accepts(plan.port),
    },
    undefined,
  )
  await started.start()
  return started
}

function proxyConfiguration(folder: string, { port, gateways, desks }: ProxyPlan): string {
  const servers = (ports: readonly number[]) => ports.map((each) => `server 127.0.0.1:${each} max_fails=1 fail_timeout=2s;`).join(' ')
  return `
worker_processes 1;
pid ${folder}/nginx.pid;
events { worker_connections 8192; }
http {
  access_log off;
  client_body_temp_path ${folder}/body;
  proxy_temp_path ${folder}/proxy;
  fastcgi_temp_path ${folder}/fastcgi;
  uwsgi_temp_path ${folder}/uwsgi;
  scgi_temp_path ${folder}/scgi;
  upstream gateways { least_conn; ${servers(gateways)} }
  # A browser's requests go to one desk while it lives: long polling needs it.
  upstream desks { ip_hash; ${servers(desks)} }
  map $http_upgrade $souffleur_connection { default upgrade; '' ''; }
  server {
    listen 127.0.0.1:${port};
    client_max_body_size 210m;
    proxy_request_buffering off;
    proxy_http_version 1.1;
    proxy_set_header Upgrade $http_upgrade;
    proxy_set_header Connection $souffleur_connection;
    proxy_set_header Host $http_host;
    proxy_set_header X-Forwarded-For $remote_addr;
    proxy_set_header X-Forwarded-Proto $scheme;
    proxy_read_timeout 12h;
    proxy_send_timeout 12h;
    proxy_connect_timeout 2s;
    proxy_buffering off;
    location /telephony/ { proxy_pass http://gateways; }
    location / { proxy_pass http://desks; }
    location = /metrics { return 404; }
  }
}
`
}

export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => void server.close(resolve))
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}

/** What a cluster needs and this machine lacks, with the package; empty when all is there. */
export function missingServers(): string[] {
  const servers: readonly (readonly [name: string, debianPackage: string, folders: readonly string[]])[] = [
    ['redis-server', 'redis-server', []],
    ['postgres', 'postgresql', debianFolders()],
    ['nginx', 'nginx-light', ['/usr/sbin']],
  ]
  return servers.flatMap(([name, debianPackage, folders]) => {
    try {
      programOf(name, debianPackage, folders)
      return []
    } catch (error) {
      return [error instanceof Error ? error.message : String(error)]
    }
  })
}

/** @throws Error that names the package */
function programOf(name: string, debianPackage: string, folders: readonly string[]): string {
  const candidates = [...(process.env.PATH ?? '').split(':'), ...folders]
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, name))
  const found = candidates.find(isExecutable)
  if (found === undefined) throw new Error(`${name} is not installed: apt-get install ${debianPackage}`)
  return found
}

function debianFolders(): string[] {
  try {
    return readdirSync('/usr/lib/postgresql').map((version) => join('/usr/lib/postgresql', version, 'bin'))
  } catch {
    return []
  }
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      resolve(true)
      socket.destroy()
    })
    socket.once('error', () => resolve(false))
  })
}

/** While it reads its file it says that it is loading. */
function saysPong(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write('PING\r\n'))
    socket.once('error', () => resolve(false))
    socket.once('close', () => resolve(false))
    socket.once('data', (data) => {
      resolve(data.toString().startsWith('+PONG'))
      socket.destroy()
    })
  })
}
