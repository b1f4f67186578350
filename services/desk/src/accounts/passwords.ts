import { randomInt } from 'node:crypto'
import { hash, verify } from '@node-rs/argon2'

/** Argon2id with OWASP's second recommendation (Password Storage Cheat Sheet): 19 MiB, 2 passes, 1 lane. */
const settings = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const

const consonants = 'bdfgklmnprstvz'
const vowels = 'aeiou'

export function hashPassword(password: string): Promise<string> {
  return hash(password, settings)
}

export type PasswordCheck = (password: string, storedHash: string | undefined) => Promise<boolean>

/** A check that takes as long for an account that doesn't exist: the time of an answer tells nobody which names are taken. */
export async function createPasswordCheck(): Promise<PasswordCheck> {
  const nobodys = await hashPassword(readablePassword())
  return async (password, storedHash) => {
    const matches = await verify(storedHash ?? nobodys, password)
    return matches && storedHash !== undefined
  }
}

/** Eight syllables that can be read out, 49 bits: enough behind argon2 and a limit on attempts. Such as `tilo-gace-munu-bira`. */
export function readablePassword(): string {
  const letter = (letters: string) => letters.charAt(randomInt(letters.length))
  const pair = () => letter(consonants) + letter(vowels) + letter(consonants) + letter(vowels)
  return [pair(), pair(), pair(), pair()].join('-')
}
