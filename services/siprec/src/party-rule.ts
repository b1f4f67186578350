import type { ChannelName } from '@souffleur/proto'
import type { RecordedParty } from './recording-metadata.ts'

/** How to know the advisor among the parties. Rules are tried in this order; the last resort is the second media line. */
export interface AdvisorRule {
  readonly aor: RegExp | undefined
  readonly name: RegExp | undefined
  readonly label: string | undefined
}

export interface PartyLine {
  /** Place of the media line in the session description. */
  readonly index: number
  readonly label: string
  readonly party: RecordedParty | undefined
}

/** A channel for each line, at most two: one line alone is a mixed one, unless a rule knows its party for the advisor. */
export function channelsOfLines(lines: readonly PartyLine[], rule: AdvisorRule): Map<number, ChannelName> {
  const advisor = advisorOf(lines, rule)
  const channels = new Map<number, ChannelName>()
  const [first, second] = lines
  if (first === undefined) return channels
  if (second === undefined) {
    channels.set(first.index, advisor === first ? 'advisor' : 'mixed')
    return channels
  }
  channels.set(first.index, advisor === first ? 'advisor' : 'customer')
  channels.set(second.index, advisor === first ? 'customer' : 'advisor')
  return channels
}

/** The line of the advisor when exactly one line is theirs by a rule: a rule that fits both says nothing. */
export function advisorOf(lines: readonly PartyLine[], { aor, name, label }: AdvisorRule): PartyLine | undefined {
  const tests: ((line: PartyLine) => boolean)[] = []
  if (aor !== undefined) tests.push(({ party }) => party !== undefined && aor.test(party.aor))
  if (name !== undefined) tests.push(({ party }) => party !== undefined && name.test(party.name))
  if (label !== undefined) tests.push((line) => line.label === label)
  for (const test of tests) {
    const [found, other] = lines.filter(test)
    if (found !== undefined && other === undefined) return found
  }
  return undefined
}

/** The user part of an address of record such as `sip:ann@desk.example.com`; undefined where there is none that can be a user name. */
export function userOfAor(aor: string): string | undefined {
  return /^(?:sips?:)?([A-Za-z0-9._-]{1,64})@/.exec(aor)?.[1]
}
