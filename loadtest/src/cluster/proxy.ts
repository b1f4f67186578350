import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { accepts, nginxProgram, programOf } from './installed-programs.ts'
import { SupervisedProcess } from './supervised-process.ts'

export interface ProxyPlan {
  readonly port: number
  /** Addresses of this machine on which it listens. */
  readonly addresses: readonly string[]
  /** `ADDRESS:PORT` of each. */
  readonly gateways: readonly string[]
  readonly desks: readonly string[]
}

/** Debian's nginx before the gateways and the desks. @throws Error when it isn't installed */
export async function startProxy(folder: string, plan: ProxyPlan): Promise<SupervisedProcess> {
  const program = programOf(nginxProgram)
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

function proxyConfiguration(folder: string, { port, addresses, gateways, desks }: ProxyPlan): string {
  const servers = (places: readonly string[]) => places.map((each) => `server ${each} max_fails=1 fail_timeout=2s;`).join(' ')
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
    ${addresses.map((address) => `listen ${address}:${port};`).join(' ')}
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
