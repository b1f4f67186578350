import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { missingPrograms, type ServerProgram } from './installed-programs.ts'

const ipProgram: ServerProgram = { name: 'ip', debianPackage: 'iproute2', folders: () => ['/usr/sbin', '/sbin'] }
const CLOCK_LIBRARY = 'libfaketimeMT.so.1'

/** Why no second machine can be made here; empty when one can. */
export function missingForSecondMachine(): string[] {
  if (process.getuid?.() !== 0) return ['a second machine and small disks need root']
  return [
    ...missingPrograms([ipProgram]),
    ...(clockLibrary() === undefined ? ['libfaketime is not installed: apt-get install libfaketime'] : []),
  ]
}

/**
 * Another machine, as far as a program can tell: a network namespace with a cable of its own to this one, and a clock of its own, which jumps when it
 * is told to (libfaketime; the monotonic clock goes on, as a real one does).
 */
export class SecondMachine {
  /** Of this machine, at its end of the cable. */
  readonly hereAddress: string
  readonly thereAddress: string
  readonly #namespace: string
  readonly #cable: string
  readonly #clockFile: string

  /** @throws Error when `missingForSecondMachine` says why */
  constructor(folder: string) {
    const number = process.pid % 250
    this.#namespace = `souffleur-${process.pid}`
    this.#cable = `souf${process.pid}`
    this.hereAddress = `10.213.${number}.1`
    this.thereAddress = `10.213.${number}.2`
    this.#clockFile = join(folder, 'second-clock')
    this.jumpClock(0)
    const inside = `${this.#cable}b`
    ip('netns', 'add', this.#namespace)
    ip('link', 'add', this.#cable, 'type', 'veth', 'peer', 'name', inside, 'netns', this.#namespace)
    ip('addr', 'add', `${this.hereAddress}/24`, 'dev', this.#cable)
    ip('link', 'set', this.#cable, 'up')
    ip('-n', this.#namespace, 'addr', 'add', `${this.thereAddress}/24`, 'dev', inside)
    ip('-n', this.#namespace, 'link', 'set', inside, 'up')
    ip('-n', this.#namespace, 'link', 'set', 'lo', 'up')
  }

  /** The same program, on that machine. It keeps its process number. */
  running(program: string, parameters: readonly string[]): { readonly program: string; readonly parameters: readonly string[] } {
    return { program: 'ip', parameters: ['netns', 'exec', this.#namespace, program, ...parameters] }
  }

  /** What gives its programs its clock. */
  get environment(): Readonly<Record<string, string>> {
    const library = clockLibrary()
    if (library === undefined) return {}
    return {
      LD_PRELOAD: library,
      FAKETIME_TIMESTAMP_FILE: this.#clockFile,
      FAKETIME_CACHE_DURATION: '1',
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
    }
  }

  /** Whatever is sent is lost, as when a cable is pulled. */
  cutNetwork(): void {
    ip('link', 'set', this.#cable, 'down')
  }

  mendNetwork(): void {
    ip('link', 'set', this.#cable, 'up')
  }

  /** @param seconds from the true time: its programs see it within a second */
  jumpClock(seconds: number): void {
    writeFileSync(this.#clockFile, `${seconds < 0 ? '' : '+'}${seconds}\n`)
  }

  remove(): void {
    ip('netns', 'del', this.#namespace)
  }
}

function ip(...words: readonly string[]): void {
  execFileSync('ip', words, { stdio: 'pipe' })
}

function clockLibrary(): string | undefined {
  const folders = existsSync('/usr/lib') ? readdirSync('/usr/lib').map((name) => join('/usr/lib', name, 'faketime')) : []
  return folders.map((folder) => join(folder, CLOCK_LIBRARY)).find((file) => existsSync(file))
}
