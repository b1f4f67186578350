import { expect, test } from 'vitest'
import { readConfig } from './config.ts'

test('an empty environment gives a loopback server', () => {
  const config = readConfig({})
  expect(config).toMatchObject({ host: '127.0.0.1', port: 8080, streamToken: '', secureCookies: false })
  expect(Object.isFrozen(config)).toBe(true)
})

test('demo accounts can be left out, and then there is no password for them', () => {
  expect(readConfig({}).demoAccounts).toBe(true)
  expect(readConfig({ SOUFFLEUR_DEMO_ACCOUNTS: '0' }).demoAccounts).toBe(false)
  expect(() => readConfig({ SOUFFLEUR_DEMO_ACCOUNTS: 'no' })).toThrow(/SOUFFLEUR_DEMO_ACCOUNTS: /)
  expect(() => readConfig({ SOUFFLEUR_DEMO_ACCOUNTS: '0', SOUFFLEUR_DEMO_PASSWORD: 'one-for-all' })).toThrow(/SOUFFLEUR_DEMO_PASSWORD: /)
})

test('proxies are believed that are named, and never everybody', () => {
  expect(readConfig({}).trustedProxies).toEqual([])
  expect(readConfig({ SOUFFLEUR_TRUSTED_PROXIES: '' }).trustedProxies).toEqual([])
  const named = '127.0.0.1, 10.0.0.0/8,fd00::/8'
  expect(readConfig({ SOUFFLEUR_TRUSTED_PROXIES: named }).trustedProxies).toEqual(['127.0.0.1', '10.0.0.0/8', 'fd00::/8'])
  for (const wrong of ['proxy.example', '10.0.0.0/33', '0.0.0.0/0', '::/0', '10.0.0.0/8/8', 'true'])
    expect(() => readConfig({ SOUFFLEUR_TRUSTED_PROXIES: wrong })).toThrow(/SOUFFLEUR_TRUSTED_PROXIES: expected addresses/)
})

test('every wrong variable is named with what it expects', () => {
  expect(() => readConfig({ PORT: 'eighty', SOUFFLEUR_STREAM_TOKEN: 'short', SOUFFLEUR_MAX_CALLS: '0' })).toThrow(
    /PORT: .*number.*SOUFFLEUR_MAX_CALLS: .*SOUFFLEUR_STREAM_TOKEN: /s,
  )
})

test.each([
  [{}, 9092],
  [{ PORT: '80' }, 9092],
  [{ PORT: '0' }, 0],
  [{ SOUFFLEUR_AUDIOSOCKET_PORT: '9999', PORT: '0' }, 9999],
  [{ SOUFFLEUR_AUDIOSOCKET_PORT: '0' }, 0],
  [{ SOUFFLEUR_AUDIOSOCKET_PORT: 'off' }, undefined],
])('%j has AudioSocket on port %s', (variables, port) => {
  expect(readConfig(variables).audioSocketPort).toBe(port)
})

test.each(['no', '70000', '-1', ''])('AudioSocket is not to be had on port %j', (port) => {
  expect(() => readConfig({ SOUFFLEUR_AUDIOSOCKET_PORT: port })).toThrow(/SOUFFLEUR_AUDIOSOCKET_PORT: expected off, or a port/)
})

test.each([
  [{}, { kind: 'model', name: 'multilingual-e5-small' }],
  [{ SOUFFLEUR_EMBEDDINGS_URL: '' }, { kind: 'model', name: 'multilingual-e5-small' }],
  [{ SOUFFLEUR_MEANING: 'off' }, { kind: 'off' }],
  [
    { SOUFFLEUR_EMBEDDINGS_URL: 'http://gpu:8000/v1/', SOUFFLEUR_EMBEDDINGS_MODEL: 'bge-m3', SOUFFLEUR_EMBEDDINGS_DIMENSIONS: '1024' },
    { kind: 'endpoint', url: 'http://gpu:8000', model: 'bge-m3', apiKey: undefined, marked: false, dimensions: 1024 },
  ],
])('%j says where vectors of meaning come from', (variables, meaning) => {
  expect(readConfig(variables).meaning).toEqual(meaning)
})

test('a database address that is not PostgreSQL is refused', () => {
  expect(() => readConfig({ DATABASE_URL: 'mysql://here' })).toThrow(/DATABASE_URL/)
})

test('a secret key has 32 bytes, and never shows in the error', () => {
  expect(readConfig({ SOUFFLEUR_SECRET_KEY: 'ab'.repeat(32) }).secretKey).toMatchObject({ kind: 'given', key: { length: 32 } })
  expect(readConfig({ SOUFFLEUR_SECRET_KEY_COMMAND: 'ask' }).secretKey).toEqual({ kind: 'command', command: 'ask' })
  expect(readConfig({}).secretKey).toEqual({ kind: 'own' })
  expect(() => readConfig({ SOUFFLEUR_SECRET_KEY_FILE: 'a', SOUFFLEUR_SECRET_KEY_COMMAND: 'b' })).toThrow(/one of them/)
  expect(() => readConfig({ SOUFFLEUR_SECRET_KEY: 'hunter2hunter2' })).toThrow(/SOUFFLEUR_SECRET_KEY: expected 32 bytes/)
  expect(() => readConfig({ SOUFFLEUR_SECRET_KEY: 'hunter2hunter2' })).not.toThrow(/hunter2/)
})

test('webhooks go nowhere unless their hosts are named', () => {
  expect(readConfig({}).webhookHosts).toEqual([])
  expect(readConfig({ SOUFFLEUR_WEBHOOK_HOSTS: '' }).webhookHosts).toEqual([])
  expect(readConfig({ SOUFFLEUR_WEBHOOK_HOSTS: 'crm.example, *.hooks.example:8443' }).webhookHosts.map(({ text }) => text)).toEqual([
    'crm.example',
    '*.hooks.example:8443',
  ])
  expect(() => readConfig({ SOUFFLEUR_WEBHOOK_HOSTS: 'crm.example/path' })).toThrow(
    /SOUFFLEUR_WEBHOOK_HOSTS: expected hosts .* got crm.example\/path/,
  )
})
