import { isIP } from 'node:net'
import * as z from 'zod'

const BITS = { 4: 32, 6: 128 } as const

function isNetwork(text: string): boolean {
  const [address = '', prefix, ...more] = text.split('/')
  const version = isIP(address)
  if ((version !== 4 && version !== 6) || more.length > 0) return false
  return prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) > 0 && Number(prefix) <= BITS[version])
}

/** "127.0.0.1,10.0.0.0/8": a network of prefix 0 would let everybody name an address of their choice. */
export const proxyList = z.string().transform((list, context) => {
  const networks = list.split(',').flatMap((part) => (part.trim() === '' ? [] : [part.trim()]))
  const wrong = networks.find((network) => !isNetwork(network))
  if (wrong === undefined) return networks
  context.addIssue({ code: 'custom', message: `expected addresses or networks such as 127.0.0.1,10.0.0.0/8; got ${wrong}` })
  return z.NEVER
})
