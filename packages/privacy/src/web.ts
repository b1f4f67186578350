import { findEmails, foldText } from '@souffleur/language'
import { type Found, foundAt } from './found.ts'
import type { Scan } from './scan.ts'

/** Bounded repetitions: no text takes more than linear time. */
const email = /(?<![\p{L}\p{N}._%+-])[\p{L}\p{N}][\p{L}\p{N}._%+-]{0,63}@[\p{L}\p{N}-]{1,63}(?:\.[\p{L}\p{N}-]{1,63}){1,4}/gu
const ipv4 = /(?<![\d.])(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)(?![\d]|\.\d)/g
const ipv6 =
  /(?<![\p{L}\p{N}:])(?:[0-9a-f]{1,4}:){7}[0-9a-f]{1,4}(?![\p{L}\p{N}:])|(?<![\p{L}\p{N}:])(?:[0-9a-f]{1,4}:){1,6}:(?:[0-9a-f]{1,4}:){0,5}[0-9a-f]{1,4}(?![\p{L}\p{N}:])/giu
/** A profile or a private page: the person is in the path. */
const profile =
  /(?:https?:\/\/)?(?:www\.)?(?:facebook|instagram|linkedin|twitter|x|tiktok|youtube|github|snapchat|pinterest)\.com\/(?:in\/|@|u\/|user\/|profile\/)?[\w.%@-]{2,60}/giu
const versions = /(?:version|v|release|firmware)\s{0,2}$/i

/** E-mail addresses (spoken too), IP addresses, and addresses of pages that name a person. */
export function findWeb(scan: Scan): Found[] {
  const { text } = scan
  const found: Found[] = []
  if (text.includes('@')) {
    for (const match of text.matchAll(email)) {
      const said = match[0].replace(/[.-]+$/, '')
      found.push(...foundAt('email', { start: match.index }, { end: match.index + said.length }, foldText(said)))
    }
  }
  if (text.includes('/')) for (const match of text.matchAll(profile)) found.push(...at('url', match))
  if (text.includes('.')) {
    for (const match of text.matchAll(ipv4)) {
      if (!versions.test(text.slice(Math.max(0, match.index - 12), match.index))) found.push(...at('ip-address', match))
    }
  }
  if (text.includes(':')) for (const match of text.matchAll(ipv6)) found.push(...at('ip-address', match))
  if (scan.lexemes.some(({ folded }) => folded === 'at' || folded === '@' || folded.startsWith('aro') || folded.startsWith('arro'))) {
    for (const { start, end, value } of findEmails(scan)) found.push({ type: 'email', start, end, value })
  }
  return found
}

function at(type: 'url' | 'ip-address', match: RegExpExecArray): Found[] {
  return foundAt(type, { start: match.index }, { end: match.index + match[0].length }, match[0].toLowerCase())
}
