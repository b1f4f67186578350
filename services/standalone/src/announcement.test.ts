import { expect, test } from 'vitest'
import { announcement } from './announcement.ts'

const url = 'http://127.0.0.1:8080'
const admin = { username: 'admin', password: 'tilo-gace-munu-bira', role: 'admin' } as const

test('a later start prints the address and no password', () => {
  expect(announcement(url, [])).toBe(`\n  Souffleur  ${url}\n\n`)
})

test.each([
  ['Demo accounts', [{ username: 'ops', password: 'bira-munu-gace-tilo', role: 'ops' } as const, admin]],
  ['The administrator’s account', [admin]],
])('the first start prints the passwords under what the accounts are for: %s', (title, accounts) => {
  const printed = announcement(url, accounts)
  expect(printed).toContain(`  ${title}, created now.`)
  expect(printed).toContain('    admin       tilo-gace-munu-bira\n')
})
