import { ibanLengths, type Language } from '@souffleur/language'
import type { PersonalDataType } from '@souffleur/proto'
import { looksLikeCard, passesLuhn, passesMod97, passesNirKey } from './checks.ts'
import { isCountedUnit, isYear } from './quantities.ts'
import { charactersOf, type Run, readRuns } from './runs.ts'
import { scanText } from './scan.ts'

/** A number in progress on one channel. */
export interface PendingNumber {
  readonly type: PersonalDataType
  /** Everything that was said of it. */
  readonly characters: string
}

/** The run that an utterance begins or ends with. */
export interface EdgeRun {
  readonly start: number
  readonly end: number
  readonly characters: string
  /** The utterance has nothing else but hesitations and "yes". */
  readonly alone: boolean
}

const fillers = new Set(
  `oui et donc alors puis ensuite apres euh heu hum voila ok d'accord c'est le la les je vous vais attendez ben bah yes yeah and then so it's its it is um uh er erm
   okay right sure the um followed by suivi de encore la suite next comma virgule well that's my mon ma de deja là`.split(/\s+/),
)
const MOST_FILLERS = 5

/** The runs of digits at both ends of an utterance. */
export function edgeRuns(
  text: string,
  language: Language | undefined,
  hidden: readonly { start: number; end: number }[],
): { first?: EdgeRun; last?: EdgeRun } {
  const scan = scanText(text, language, hidden)
  const runs = readRuns(scan).filter((run) => !isCountedUnit(scan, run.next))
  const isFiller = (index: number) => {
    const lexeme = scan.lexemes[index]
    return lexeme === undefined || (lexeme.kind === 'symbol' && lexeme.text !== '\uFFFC') || fillers.has(lexeme.folded.replace(/'$/, ''))
  }
  const onlyFillers = (from: number, to: number) => {
    if (to - from > MOST_FILLERS * 2) return false
    for (let at = from; at < to; at += 1) if (!isFiller(at)) return false
    return true
  }
  const edge = (run: Run): EdgeRun | undefined => {
    const first = scan.lexemes[run.first]
    const last = scan.lexemes[run.next - 1]
    if (first === undefined || last === undefined) return undefined
    const alone = onlyFillers(0, run.first) && onlyFillers(run.next, scan.lexemes.length)
    return { start: first.start, end: last.end, characters: charactersOf(run, 0, run.pieces.length), alone }
  }
  const head = runs[0]
  const tail = runs.at(-1)
  const first = head !== undefined && onlyFillers(0, head.first) ? edge(head) : undefined
  const last = tail !== undefined && onlyFillers(tail.next, scan.lexemes.length) ? edge(tail) : undefined
  return { ...(first === undefined ? {} : { first }), ...(last === undefined ? {} : { last }) }
}

/** How many words an utterance has; a longer one without digits ends what was being dictated. */
export function wordCount(text: string): number {
  return text.match(/[\p{L}\p{N}]+/gu)?.length ?? 0
}

/** What characters that came in fragments turn out to be, or undefined where they could still be anything. */
export function kindOf(characters: string): { type: PersonalDataType; complete: boolean } | undefined {
  if (characters.length >= 13 && characters.length <= 19 && looksLikeCard(characters) && passesLuhn(characters))
    return { type: 'card', complete: true }
  if (passesNirKey(characters)) return { type: 'nir', complete: true }
  if (/^[A-Z]{2}\d\d/.test(characters) && ibanLengths[characters.slice(0, 2)] !== undefined) {
    return { type: 'iban', complete: characters.length === ibanLengths[characters.slice(0, 2)] && passesMod97(characters) }
  }
  if (/^0[1-9]\d{8}$/.test(characters)) return { type: 'phone', complete: true }
  return undefined
}

/** Whether a number of this type has all of its characters. Of references nobody knows: what follows ends them. */
export function isComplete(type: PersonalDataType, characters: string): boolean {
  switch (type) {
    case 'card':
      // Pairs that run into each other make too many digits: only a right check digit, or far too many of them, end a card.
      return characters.length >= 20 || (characters.length >= 13 && looksLikeCard(characters) && passesLuhn(characters))
    case 'nir':
      return characters.length >= 15
    case 'iban':
      return characters.length >= (ibanLengths[characters.slice(0, 2)] ?? 34)
    case 'phone':
      return characters.length >= 10
    case 'ssn':
    case 'ni-number':
      return characters.length >= 9
    default:
      return false
  }
}

/** Whether digits that end an utterance may be the beginning of a longer number. */
export function maybeBegins(characters: string): boolean {
  return characters.length >= 4 && characters.length < 19 && !isYear(characters)
}
