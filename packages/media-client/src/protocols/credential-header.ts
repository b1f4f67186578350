/** A credential as HTTP sends it: `user:password` as Basic (RFC 7617), anything else as a bearer token. None for none. */
export function credentialHeader(credential: string | undefined): Record<string, string> {
  if (credential === undefined) return {}
  const isBasic = credential.includes(':')
  return { authorization: isBasic ? `Basic ${Buffer.from(credential).toString('base64')}` : `Bearer ${credential}` }
}
