import { isIPv6 } from 'node:net'

const GROUPS = 8
/** What one customer of a provider gets at least (RFC 6177): all of its addresses are one party's. */
const PREFIX_GROUPS = 4

/** Whom attempts from an address are counted for: itself, or its /64 in version 6, where anybody has more addresses than can be counted. */
export function networkOf(address: string): string {
  const [plain = ''] = address.split('%', 1)
  if (!isIPv6(plain)) return address
  if (plain.includes('.')) return plain.slice(plain.lastIndexOf(':') + 1)
  const [head = '', tail] = plain.toLowerCase().split('::', 2)
  const before = head.split(':').filter(Boolean)
  const after = (tail ?? '').split(':').filter(Boolean)
  const zeros = tail === undefined ? 0 : GROUPS - before.length - after.length
  const groups = [...before, ...Array.from({ length: zeros }, () => '0'), ...after].map((group) => Number.parseInt(group, 16).toString(16))
  return `${groups.slice(0, PREFIX_GROUPS).join(':')}::/64`
}
