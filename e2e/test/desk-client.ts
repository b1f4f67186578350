import { OWN_SERVER_PASSWORD } from '@souffleur/loadtest'

export type DemoAccount = 'advisor' | 'supervisor' | 'ops' | 'dpo' | 'admin'

/** A signed-in user of the REST API, as a browser would be: with a cookie and an Origin. */
export class DeskClient {
  readonly #url: string
  readonly #cookie: string

  private constructor(url: string, cookie: string) {
    this.#url = url
    this.#cookie = cookie
  }

  static async signIn(url: string, username: DemoAccount): Promise<DeskClient> {
    const response = await fetch(`${url}/api/v1/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: url },
      body: JSON.stringify({ username, password: OWN_SERVER_PASSWORD }),
    })
    if (!response.ok) throw new Error(`Signing in as ${username}: HTTP ${response.status} ${await response.text()}`)
    const cookie = response.headers.getSetCookie()[0]?.split(';')[0] ?? ''
    return new DeskClient(url, cookie)
  }

  get(path: string): Promise<{ status: number; body: unknown }> {
    return this.send('GET', path)
  }

  async send(method: string, path: string, body?: unknown): Promise<{ status: number; body: unknown }> {
    const response = await fetch(`${this.#url}/api/v1${path}`, {
      method,
      headers: { cookie: this.#cookie, origin: this.#url, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    return { status: response.status, body: text === '' ? null : JSON.parse(text) }
  }
}
