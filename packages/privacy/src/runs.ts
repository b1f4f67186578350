import { type EntityText, type Lexeme, readSpokenNumber, skipSpellingHelp } from '@souffleur/language'

/** Digits or letters that were said (or written) in one go: "06", "double five", "M comme Marie", "FR". */
export interface RunPiece {
  /** Digits and capitals. */
  readonly characters: string
  readonly letters: boolean
  /** In digits or capitals already, not in words. */
  readonly written: boolean
  /** Lexemes from `first` up to, without, `next`. */
  readonly first: number
  readonly next: number
  /** No white space or pause before it. */
  readonly glued: boolean
}

/** Pieces that follow each other with nothing but pauses between them. */
export interface Run {
  readonly pieces: readonly RunPiece[]
  /** "+33", "plus trente-trois". */
  readonly plus: boolean
  readonly first: number
  readonly next: number
}

/** Nobody dictates more in one breath. */
const MOST_PIECES = 48
const pauses = /^(?:[-–—.,/…()·_•:]|euh|heu|uh|um|erm|then|puis|ensuite|et puis|virgule|espace|space|slash|tiret|dash|hyphen)$/
const repeats: ReadonlyMap<string, number> = new Map([
  ['double', 2],
  ['triple', 3],
])

/** All runs of a text, in order. A letter alone, a word in capitals alone aren't runs: each has a digit. */
export function readRuns(source: EntityText): Run[] {
  const runs: Run[] = []
  for (let index = 0; index < source.lexemes.length; ) {
    const run = mayBegin(source.lexemes[index]) ? readRun(source, index) : undefined
    if (run === undefined) {
      index += 1
      continue
    }
    if (run.pieces.some(({ letters }) => !letters)) runs.push(run)
    index = run.next
  }
  return runs
}

function mayBegin(lexeme: Lexeme | undefined): boolean {
  return lexeme !== undefined && (lexeme.kind !== 'symbol' || lexeme.text === '+' || lexeme.text === '(')
}

function readRun(source: EntityText, index: number): Run | undefined {
  const { lexemes } = source
  const opening = lexemes[index]?.text === '(' ? index + 1 : index
  const plus = lexemes[opening]?.text === '+' || (lexemes[opening]?.folded === 'plus' && readDigits(source, opening + 1) !== undefined)
  const pieces: RunPiece[] = []
  for (let at = plus ? opening + 1 : opening, glued = true; ; ) {
    const piece = readPiece(source, at)
    if (piece === undefined || pieces.length >= MOST_PIECES) break
    const next = lexemes[piece.next]
    pieces.push({ ...piece, first: pieces.length === 0 ? index : piece.first, glued: glued && lexemes[at]?.spaced === false })
    at = skipPauses(source, piece.next)
    glued = at === piece.next && next?.spaced === false
  }
  const last = pieces.at(-1)
  if (last === undefined) return undefined
  // "... five double" at the end of an utterance: the digit comes with the next one.
  const next = last.next === lexemes.length - 1 && repeats.has(lexemes[last.next]?.folded ?? '') ? lexemes.length : last.next
  return { pieces: [...pieces.slice(0, -1), { ...last, next }], plus, first: index, next }
}

type Read = Omit<RunPiece, 'glued'>

function readPiece(source: EntityText, index: number): Read | undefined {
  return readDigits(source, index) ?? readLetters(source, index)
}

function readDigits({ lexemes, language }: EntityText, index: number): Read | undefined {
  const lexeme = lexemes[index]
  if (lexeme === undefined || lexeme.kind === 'symbol') return undefined
  if (lexeme.kind === 'digits') return { characters: lexeme.text, letters: false, written: true, first: index, next: index + 1 }
  const times = repeats.get(lexeme.folded)
  if (times !== undefined) {
    const repeated = readDigits({ text: '', lexemes, language }, index + 1)
    return repeated?.characters.length === 1 ? { ...repeated, characters: repeated.characters.repeat(times), first: index } : undefined
  }
  if (lexeme.folded === 'oh' || (language === 'en' && lexeme.folded === 'o' && isNumberAt(lexemes, index + 1, language))) {
    return { characters: '0', letters: false, written: false, first: index, next: index + 1 }
  }
  if (lexeme.folded === 'a') return undefined
  const number = readSpokenNumber(lexemes, index, language)
  return number === undefined
    ? undefined
    : { characters: String(number.value), letters: false, written: false, first: index, next: number.next }
}

function isNumberAt(lexemes: readonly Lexeme[], index: number, language: EntityText['language']): boolean {
  const lexeme = lexemes[index]
  return (
    lexeme?.kind === 'digits' ||
    lexeme?.folded === 'oh' ||
    (lexeme !== undefined && readSpokenNumber(lexemes, index, language) !== undefined)
  )
}

/** "M comme Marie", "A as in Alpha", "D", "HB" before digits. A word of one letter counts where letters or digits stand beside it. */
function readLetters(source: EntityText, index: number): Read | undefined {
  const { lexemes } = source
  const lexeme = lexemes[index]
  if (lexeme?.kind !== 'word') return undefined
  const repeated = lexeme.folded === 'double' || lexeme.folded === 'triple' ? lexemes[index + 1] : undefined
  if (repeated !== undefined && /^[A-Za-z]$/.test(repeated.text) && lexemes[index + 2]?.text !== "'") {
    const count = repeats.get(lexeme.folded) ?? 1
    return { characters: repeated.folded.toUpperCase().repeat(count), letters: true, written: false, first: index, next: index + 2 }
  }
  if (
    /^[A-Z]{2,4}$/.test(lexeme.text) &&
    (isGluedDigits(lexemes, index + 1) || isGluedDigits(lexemes, index) || lexemes[index + 1]?.kind === 'digits')
  ) {
    return { characters: lexeme.text, letters: true, written: true, first: index, next: index + 1 }
  }
  // Groups of an IBAN: "GB29 NWBK 6016".
  if (/^[A-Z]{4}$/.test(lexeme.text) && lexemes[index - 1]?.kind === 'digits') {
    return { characters: lexeme.text, letters: true, written: true, first: index, next: index + 1 }
  }
  if (/^[a-z]{2,3}$/.test(lexeme.text) && lexeme.spaced && isGluedDigits(lexemes, index + 1)) {
    return { characters: lexeme.text.toUpperCase(), letters: true, written: true, first: index, next: index + 1 }
  }
  if (!/^[A-Za-z]$/.test(lexeme.text)) return undefined
  const next = skipSpellingHelp(source, index + 1, lexeme.folded)
  if (next === index + 1 && !hasCompany(source, index)) return undefined
  return { characters: lexeme.folded.toUpperCase(), letters: true, written: false, first: index, next }
}

function isGluedDigits(lexemes: readonly Lexeme[], index: number): boolean {
  return lexemes[index]?.kind === 'digits' && lexemes[index]?.spaced === false
}

/** A letter, a digit or a number beside it, commas aside. */
function hasCompany({ lexemes, language }: EntityText, index: number): boolean {
  const before = lexemes[index - 1]?.kind === 'symbol' ? lexemes[index - 2] : lexemes[index - 1]
  const at = lexemes[index + 1]?.kind === 'symbol' ? index + 2 : index + 1
  const isLetter = (lexeme: Lexeme | undefined) => lexeme !== undefined && /^[A-Za-z]$/.test(lexeme.text)
  return (
    isLetter(before) ||
    isLetter(lexemes[at]) ||
    before?.kind === 'digits' ||
    isNumberAt(lexemes, at, language) ||
    /^(?:double|triple)$/.test(lexemes[at]?.folded ?? '') ||
    (before?.kind === 'word' && endsNumber(before.folded))
  )
}

const numberWords = new Set(
  'zero oh one two three four five six seven eight nine ten un deux trois quatre cinq sept huit neuf dix onze douze treize quatorze quinze seize vingt trente quarante cinquante soixante'.split(
    ' ',
  ),
)

function endsNumber(folded: string): boolean {
  return numberWords.has(folded)
}

function skipPauses({ lexemes }: EntityText, index: number): number {
  let at = index
  while (at < index + 3 && pauses.test(lexemes[at]?.folded ?? '')) at += 1
  return at
}

/** The characters of `pieces[from]` up to, without, `pieces[to]`. */
export function charactersOf({ pieces }: Run, from: number, to: number): string {
  let characters = ''
  for (let at = from; at < to; at += 1) characters += pieces[at]?.characters ?? ''
  return characters
}
