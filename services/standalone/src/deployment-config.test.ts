import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readConfig } from './config.ts'

const servers = { DATABASE_URL: 'postgresql://souffleur@db/souffleur', SOUFFLEUR_REDIS_URL: 'redis://redis:6379' }
const token = 'a-token-that-is-long-enough'

describe('what a process among others needs', () => {
  it('is nothing for one that does everything', () => {
    expect(readConfig({}).cluster).toBeUndefined()
    expect(readConfig(servers).cluster).toBeUndefined()
  })

  it('is Redis and PostgreSQL for each role', () => {
    expect(() => readConfig({ SOUFFLEUR_ROLE: 'recognizer' })).toThrow(
      /SOUFFLEUR_REDIS_URL, DATABASE_URL: expected where SOUFFLEUR_ROLE is recognizer/,
    )
    expect(readConfig({ ...servers, SOUFFLEUR_ROLE: 'recognizer' }).cluster).toMatchObject({ role: 'recognizer', drainMs: 30_000 })
  })

  it('is the addresses of assist and of the gateways for a desk', () => {
    const desk = { ...servers, SOUFFLEUR_ROLE: 'desk', SOUFFLEUR_INTERNAL_TOKEN: token }
    expect(() => readConfig(desk)).toThrow(/SOUFFLEUR_ASSIST_URL, SOUFFLEUR_STREAM_URL: expected where SOUFFLEUR_ROLE is desk/)
    const whole = { ...desk, SOUFFLEUR_ASSIST_URL: 'http://assist:8080', SOUFFLEUR_STREAM_URL: 'ws://gateway:8080/telephony/stream' }
    expect(readConfig(whole).cluster).toMatchObject({ role: 'desk', assistUrl: 'http://assist:8080' })
  })

  it('refuses a role that there is none of', () => {
    expect(() => readConfig({ SOUFFLEUR_ROLE: 'everything' })).toThrow(/SOUFFLEUR_ROLE/)
  })
})

describe('secrets in files', () => {
  const folder = mkdtempSync(join(tmpdir(), 'souffleur-secrets-'))
  const file = join(folder, 'redis')
  writeFileSync(file, 'redis://user:word@redis:6379\n')

  it('hold what the setting would', () => {
    const config = readConfig({ DATABASE_URL: servers.DATABASE_URL, SOUFFLEUR_REDIS_URL_FILE: file, SOUFFLEUR_ROLE: 'wrapup' })
    expect(config.cluster?.redisUrl).toBe('redis://user:word@redis:6379')
  })

  it('are refused beside the setting, or when they can’t be read', () => {
    expect(() => readConfig({ ...servers, SOUFFLEUR_REDIS_URL_FILE: file })).toThrow(
      /SOUFFLEUR_REDIS_URL, SOUFFLEUR_REDIS_URL_FILE: expected one of them/,
    )
    expect(() => readConfig({ SOUFFLEUR_STREAM_TOKEN_FILE: join(folder, 'none') })).toThrow(/SOUFFLEUR_STREAM_TOKEN_FILE: .*cannot be read/)
  })
})
