import { expect, test } from 'vitest'
import { announcement } from './announcement.ts'

const url = 'http://127.0.0.1:8080'
const admin = { username: 'admin', password: 'tilo-gace-munu-bira', role: 'admin' } as const

test('a later start prints the address and no password', () => {
  expect(announcement(url, [], { demoAccounts: true })).toBe(`\n  Souffleur  ${url}\n\n`)
})

test.each([
  [true, 'Demo accounts'],
  [false, 'The administrator’s account'],
])('the first start prints the passwords under what the accounts are for (demo: %s)', (demoAccounts, title) => {
  const printed = announcement(url, [admin], { demoAccounts })
  expect(printed).toContain(`  ${title}, created now.`)
  expect(printed).toContain('    admin       tilo-gace-munu-bira\n')
})
