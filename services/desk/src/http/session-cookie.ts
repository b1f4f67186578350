import { fastifyCookie } from '@fastify/cookie'

/** `__Host-` makes browsers insist on TLS, on this very host and on the whole site. */
export function cookieName(secure: boolean): string {
  return secure ? '__Host-souffleur' : 'souffleur'
}

export function cookieOptions({ secure, lifeMs }: { secure: boolean; lifeMs: number }) {
  return { httpOnly: true, sameSite: 'strict', path: '/', secure, maxAge: Math.floor(lifeMs / 1000) } as const
}

/** The session's cookie in a `Cookie` header. */
export function sessionToken(header: string | undefined, secure: boolean): string | undefined {
  return header === undefined ? undefined : fastifyCookie.parse(header)[cookieName(secure)]
}
