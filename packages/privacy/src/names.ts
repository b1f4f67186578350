import { foldText, readSpokenNumber } from '@souffleur/language'
import type { FindOptions } from './find-options.ts'
import { type Found, foundAt } from './found.ts'
import { isCommonWord } from './names/common-words.ts'
import { placeNames, wordNames } from './names/first-names.ts'
import { introductionBefore, notPersonAfter, notPersonBefore, personVerbs, type Strength, vocatives } from './names/introductions.ts'
import { isFirstName, isSurname, maybeFirstName, type NameReading, nameWord, readAnyCase, readCapitals } from './names/name-reading.ts'
import { isNationalityOrPlace } from './names/places.ts'
import { keptLength, publicNameLength } from './names/public-names.ts'
import { announcesSpelling, readSpelledName } from './names/spelled-names.ts'
import { wordSurnames } from './names/surnames.ts'
import type { CompiledRules } from './rules.ts'
import { type Scan, wordsBefore, wordsFrom } from './scan.ts'

/** Names of persons: by their introduction, by what is known of names, and by capitals where the text has them. */
export function findNames(scan: Scan, rules: CompiledRules, options: FindOptions): Found[] {
  const found: Found[] = []
  const answer = options.expected === 'name' ? answerRange(scan) : undefined
  for (let index = 0; index < scan.lexemes.length; ) {
    const kept = Math.max(keptLength(scan.lexemes, index, rules.keep), publicNameLength(scan.lexemes, index))
    if (kept > 0) {
      index += kept
      continue
    }
    const spelled = readSpelled(scan, index, found, options)
    const reading = spelled ?? readName(scan, index, options, answer)
    if (reading === undefined) {
      index += 1
      continue
    }
    const value = foldText(scan.text.slice(reading.start, reading.end))
      .replace(/[\s.-]+/g, ' ')
      .trim()
    found.push(...foundAt('name', reading, reading, value, reading.confidence === undefined ? {} : { confidence: reading.confidence }))
    index = Math.max(reading.next, index + 1)
  }
  return found
}

interface Name {
  readonly start: number
  readonly end: number
  readonly next: number
  readonly confidence?: number
}

function readName(scan: Scan, index: number, options: FindOptions, answer: Range | undefined): Name | undefined {
  const word = nameWord(scan.lexemes[index])
  if (word === undefined || (word.folded.length < 2 && !/['’]$/.test(scan.lexemes[index]?.text ?? ''))) return undefined
  const known = readKnown(scan, index, options.knownNames)
  if (known !== undefined) return known
  const introduced = introduction(scan, index)
  const capital = scan.cased && word.capital
  const sure = introduced === 'strong' || introduced === 'title'
  const reading = capital ? readCapitals(scan, index, sure) : undefined
  if (reading !== undefined && !isNotPerson(scan, index, reading)) {
    const starts = isSentenceStart(scan, index)
    if (
      isName(scan, reading, introduced, starts) ||
      isStranger(scan, index, reading, introduced, starts) ||
      isVocative(scan, index, reading)
    )
      return named(reading)
  }
  const speaking = isSpeaking(scan, index)
  if (sure || speaking) {
    const any = capital ? reading : readAnyCase(scan, index)
    if (any !== undefined && !isNotPerson(scan, index, any)) return withinPhrase(any, speaking ? 'strong' : introduced, scan)
  }
  if (answer !== undefined && index >= answer.from && index < answer.to && !isNationalityOrPlace(word.folded)) {
    const any = readAnyCase(scan, index)
    if (any !== undefined) return named(any)
  }
  if (capital || scan.cased) return undefined
  const plain = readPlain(scan, index, introduced)
  if (plain !== undefined) return plain
  const one = introduced === 'weak' ? readAnyCase(scan, index) : undefined
  return one !== undefined && isVocative(scan, index, one) ? named(one, 0.6) : undefined
}

function named({ start, end, next }: NameReading, confidence = 0.9): Name {
  return { start, end, next, confidence }
}

/** What stands before a name; hesitations and a title may come in between. */
function introduction(scan: Scan, index: number): Strength | undefined {
  let at = index
  while (
    at > 0 &&
    /^(?:euh|heu|uh|um|erm|,|:|\?|\.|well|so|alors|donc|it's|c'est|-)$/.test(scan.lexemes[at - 1]?.folded ?? '') &&
    index - at < 3
  ) {
    const direct = introductionBefore(scan.lexemes, at)
    if (direct?.strength === 'strong' || direct?.strength === 'title') return direct.strength
    at -= 1
  }
  const direct = introductionBefore(scan.lexemes, index)?.strength
  if (at === index) return direct
  const further = introductionBefore(scan.lexemes, at)?.strength
  return further === 'strong' ? 'strong' : (direct ?? (further === 'title' ? 'title' : further))
}

/** Whether capitalised words are a person's name. */
function isName(scan: Scan, { words }: NameReading, introduced: Strength | undefined, starts: boolean): boolean {
  const [first] = words
  const last = words.at(-1)
  if (first === undefined || last === undefined) return false
  const single = words.length === 1
  if (single && isNationalityOrPlace(first.folded)) return false
  // "SNCF", "BT"
  if (words.some(({ acronym }) => acronym) && introduced !== 'strong' && introduced !== 'title') return false
  if (introduced === 'strong' || introduced === 'title') return true
  if (isFirstName(first.folded, scan)) return true
  if (words.length >= 3 && words.slice(1, -1).some(({ initial }) => initial)) return true
  if (!single && wordNames.has(first.folded)) return isSurname(last.folded) || !isCommonWord(last.folded, scan.language)
  if (!single && placeNames.has(first.folded)) return isSurname(last.folded) && introduced !== undefined
  if (!single && isSurname(last.folded) && !wordSurnames.has(last.folded) && !isNationalityOrPlace(first.folded) && !starts) return true
  if (single && wordNames.has(first.folded) && !isCommonWord(first.folded, scan.language)) return !starts || introduced === 'weak'
  if (introduced === 'weak')
    return (
      !isNationalityOrPlace(first.folded) &&
      !isCommonWord(first.folded, scan.language) &&
      (!single || maybeFirstName(first.folded) || isSurname(first.folded))
    )
  return false
}

/** Capitalised words that no list knows: the words around them, letters that the language doesn't have, or a line of their own tell. */
function isStranger(
  scan: Scan,
  index: number,
  { words, end, next }: NameReading,
  introduced: Strength | undefined,
  starts: boolean,
): boolean {
  const plain = words.every(({ folded }) => !isCommonWord(folded, scan.language) && !isNationalityOrPlace(folded))
  if (!plain || words.length > 4) return false
  const verb = personVerbs.has(scan.lexemes[next]?.folded ?? '')
  if (words.length === 1) {
    // "Good morning, Adaeze from billing here."
    const company =
      scan.lexemes[index - 1]?.text === ',' &&
      /^(?:from |here|speaking|calling|du service|de chez|a l'appareil)/.test(wordsFrom(scan, next, 3))
    return company || (introduced === 'weak' && !starts && (verb || isSayer(scan, index)))
  }
  if (verb || introduced === 'weak') return true
  const said = scan.text.slice(scan.lexemes[index]?.start ?? 0, end)
  if (scan.language === 'en' ? /[^\p{ASCII}’]/u.test(said) : /[^\p{ASCII}’éèêëàâùûüôîïçœæÉÈÊÀÂÎÔÇ]/u.test(said)) return true
  if (/^(?:as|to)$/.test(scan.lexemes[next]?.folded ?? '') && /^(?:add|adding|remove|ajouter)$/.test(scan.lexemes[index - 1]?.folded ?? ''))
    return true
  return isLineOfItsOwn(scan, index, end) || isUnheardOf(scan, index, words)
}

const placePrepositions =
  /^(?:the|a|an|my|our|your|their|this|that|in|at|near|from|for|via|of|to|on|le|la|les|l'|un|une|du|des|de|d'|en|a|au|aux|chez|sur|pour|votre|notre|vos|nos|ce|cette|mon|ma|mes|son|sa|vers)$/
const wordEndings =
  /(?:ing|ed|ly|tion|sion|ment|ness|ity|ers|ors|ics|ance|ence|ware|tech|soft|net|able|ible|ful|less|ship|ique|eurs|elle|aire)$/

/** Two or three capitalised words that are no words of the language as far as their form tells, where neither a place nor a thing is meant. */
function isUnheardOf(scan: Scan, index: number, words: NameReading['words']): boolean {
  const before = scan.lexemes[index - 1]
  const last = words.at(-1)?.folded ?? ''
  // "Emmie's Cautionary Tales", "see Guilty Pleasures: ...": titles.
  if (/['’]s$|^["“«]$|^see$/.test(before?.folded ?? '') || (/[^s]s$/.test(last) && !isSurname(last))) return false
  if (words.length > 3 || placePrepositions.test(scan.lexemes[index - 1]?.folded ?? '')) return false
  return words.every(
    ({ folded, initial, acronym }) => initial || (folded.length >= 3 && !acronym && !wordEndings.test(folded) && !wordSurnames.has(folded)),
  )
}

/** "..., says Joly". */
function isSayer({ lexemes }: Scan, index: number): boolean {
  return /^(?:says|said|told|wrote|named|him|her|kid|child)$/.test(lexemes[index - 1]?.folded ?? '')
}

function isLineOfItsOwn({ text, lexemes }: Scan, index: number, end: number): boolean {
  const start = lexemes[index]?.start ?? 0
  const lineStart = text.lastIndexOf('\n', start - 1) + 1
  return text.length > end - start && /\n/.test(text.slice(end, end + 3)) && text.slice(lineStart, start).trim() === ''
}

/** In text without capitals: an unmistakable first name, with the surname after it. */
function readPlain(scan: Scan, index: number, introduced: Strength | undefined): Name | undefined {
  const word = nameWord(scan.lexemes[index])
  if (word === undefined || notPersonBefore.has(beforeOf(scan, index))) return undefined
  const next = nameWord(scan.lexemes[index + 1])
  const surname = next !== undefined && isSurname(next.folded) && scan.lexemes[index]?.end === word.end
  const sure = isFirstName(word.folded, scan) && word.folded.length >= 3
  const pair =
    surname &&
    maybeFirstName(word.folded) &&
    !isCommonWord(word.folded, scan.language) &&
    !(next !== undefined && isCommonWord(next.folded, scan.language))
  if (!sure && !pair && !(introduced === 'weak' && wordNames.has(word.folded) && !isCommonWord(word.folded, scan.language)))
    return undefined
  const reading = readAnyCase(scan, index)
  if (reading === undefined || isNotPerson(scan, index, reading)) return undefined
  return withinPhrase(reading, introduced, scan)
}

/** Without capitals a second word belongs to the name only where something says so. */
function withinPhrase(reading: NameReading, introduced: Strength | undefined, scan: Scan): Name {
  const [first, second] = reading.words
  if (first === undefined || second === undefined || reading.words.length === 1 || first.capital) return named(reading)
  const endsPhrase = isPhraseEnd(scan, reading.next)
  const unlike = !/(?:ed|ing|ly|es|ait|ent|er|ez)$/.test(second.folded) && second.folded.length >= 4
  const belongs =
    second.tied ||
    isParticleFirst(first.folded) ||
    (unlike && endsPhrase && isFirstName(first.folded, scan) && scan.language === 'en') ||
    isSurname(second.folded) ||
    (maybeFirstName(second.folded) && !isCommonWord(second.folded, scan.language)) ||
    ((introduced === 'strong' || (introduced !== undefined && isFirstName(first.folded, scan))) && endsPhrase) ||
    reading.words.length > 2
  if (belongs) return named(reading)
  return { start: reading.start, end: first.end, next: reading.next - (reading.words.length - 1), confidence: 0.8 }
}

function isParticleFirst(folded: string): boolean {
  return /^(?:le|la|de|du|da|des|dos|di|van|von|ben|bin|el|al|saint|san|mac|mc|o'|d'|l')$/.test(folded)
}

/** Nothing, punctuation, an ordinary word or a number follows. */
function isPhraseEnd(scan: Scan, index: number): boolean {
  const after = scan.lexemes[index]
  if (after?.kind !== 'word' || isCommonWord(after.folded, scan.language)) return true
  return readSpokenNumber(scan.lexemes, index, scan.language) !== undefined
}

/** "Thank you Morwenna.", "bonjour tamsin c'est ...": somebody is addressed. */
function isVocative(scan: Scan, index: number, { words, next }: NameReading): boolean {
  if (words.length !== 1 || !vocatives.has(scan.lexemes[index - 1]?.folded ?? '') || introductionBefore(scan.lexemes, index) === undefined)
    return false
  const folded = words[0]?.folded ?? ''
  if (
    folded.length < 4 ||
    isCommonWord(folded, scan.language) ||
    isNationalityOrPlace(folded) ||
    /(?:ly|ment|ing|ed|ous|ful|able|ible)$/.test(folded)
  )
    return false
  const after = scan.lexemes[next]
  return (
    after === undefined ||
    /^[,.!?]$/.test(after.text) ||
    /^(?:from|here|speaking|du|de|i|je|j'|c'|we|nous)$/.test(after.folded) ||
    (!scan.cased && isPhraseEnd(scan, next))
  )
}

function readKnown(scan: Scan, index: number, known: ReadonlySet<string> | undefined): Name | undefined {
  if (known === undefined || known.size === 0) return undefined
  let end: number | undefined
  let next = index
  for (; next < index + 4; next += 1) {
    const word = nameWord(scan.lexemes[next])
    const fits =
      word !== undefined && word.folded.length >= 3 && known.has(word.folded) && (word.capital || !isCommonWord(word.folded, scan.language))
    if (!fits) break
    end = word.end
  }
  const start = scan.lexemes[index]?.start
  return end === undefined || start === undefined ? undefined : { start, end, next }
}

function readSpelled(scan: Scan, index: number, found: readonly Found[], { expected }: FindOptions): Name | undefined {
  const spelled = scan.lexemes[index]?.text.length === 1 ? readSpelledName(scan, index) : undefined
  const first = scan.lexemes[index]
  const last = spelled === undefined ? undefined : scan.lexemes[spelled.next - 1]
  if (spelled === undefined || first === undefined || last === undefined) return undefined
  const after = scan.lexemes[spelled.next]?.kind
  if (after === 'digits' || scan.lexemes[index - 1]?.kind === 'digits') return undefined
  const before = wordsBefore(scan, index, 6)
  const previous = found.at(-1)
  const near = previous !== undefined && first.start - previous.end < 30
  if (!near && expected !== 'name' && !announcesSpelling(before)) return undefined
  return { start: first.start, end: last.end, next: spelled.next, confidence: 0.8 }
}

function beforeOf(scan: Scan, index: number): string {
  const before = scan.lexemes[index - 1]
  return (before?.text === '-' && !before.spaced ? scan.lexemes[index - 2]?.folded : before?.folded) ?? ''
}

/** Streets, companies and places carry names too. */
function isNotPerson(scan: Scan, index: number, reading: NameReading): boolean {
  const before = beforeOf(scan, index)
  if (notPersonBefore.has(before)) return true
  // "rue du docteur Calmette", "rue de Rivoli"
  if (
    /(?:rue|avenue|boulevard|place|quai|allee|chemin|impasse|lycee|college|ecole|hopital|stade|aeroport|gare|station)(?: (?:de|du|des|la|le|d'|de la|docteur|general|marechal|president|colonel|saint|professeur))+ ?$/.test(
      wordsBefore(scan, index, 4).trimEnd(),
    )
  )
    return true
  if (
    notPersonAfter.has(scan.lexemes[reading.next]?.folded ?? '') &&
    scan.text.slice(reading.end, scan.lexemes[reading.next]?.start).trim() === ''
  )
    return true
  const last = reading.words.at(-1)
  if (reading.words.length > 1 && last !== undefined && notPersonAfter.has(last.folded) && !isSurname(last.folded)) return true
  return /^(?:&|and sons|et fils|and partners|et associes|\.com|\.fr)/.test(wordsFrom(scan, reading.next, 2))
}

function isSentenceStart(scan: Scan, index: number): boolean {
  const before = scan.lexemes[index - 1]
  return (
    before === undefined || /^[.!?…:;"“«\-–•>]$/.test(before.text) || scan.text.slice(before.end, scan.lexemes[index]?.start).includes('\n')
  )
}

const calling = /^(?:a l'appareil|au telephone|au bout du fil|speaking|calling|a l'app)/

/** "anna kline speaking", "sophie durand à l'appareil". */
function isSpeaking(scan: Scan, index: number): boolean {
  for (let count = 1; count <= 3; count += 1) {
    const word = nameWord(scan.lexemes[index + count - 1])
    if (word === undefined || isCommonWord(word.folded, scan.language)) return false
    if (calling.test(wordsFrom(scan, index + count, 3))) return !isNationalityOrPlace(word.folded)
  }
  return false
}

interface Range {
  readonly from: number
  readonly to: number
}

/** A name was asked for, and an answer of a few words came: the part of it that isn't made of ordinary words. */
function answerRange(scan: Scan): Range | undefined {
  const words = scan.lexemes.filter(({ kind }) => kind === 'word').length
  if (words > 9 || words === 0) return undefined
  const from = scan.lexemes.findIndex(({ kind, folded }) => kind === 'word' && !isCommonWord(folded, scan.language))
  return from < 0 ? undefined : { from, to: from + 4 }
}
