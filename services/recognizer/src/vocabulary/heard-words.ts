import { foldText, isStopWord } from '@souffleur/language'
import type { Language } from '@souffleur/proto'
import type { HypothesisWord } from '../engine.ts'
import { isCommonWord } from './common-words.ts'
import { writtenSounds } from './word-sounds.ts'

/** A part of a word that can be read for the whole of it. */
export interface WordReading {
  readonly written: string
  readonly sounds: string
  /** What stays in front of it and behind it: marks, an elision ("d'"), a possessive ("'s"). */
  readonly before: string
  readonly after: string
  /** It begins with an elided word ("d'"). */
  readonly elided: boolean
}

export interface HeardWord {
  readonly word: HypothesisWord
  /** Everybody says it. */
  readonly common: boolean
  /** It says nothing by itself. */
  readonly stop: boolean
  readonly whole: WordReading
  /** Without an elided word in front. */
  readonly withoutElision: WordReading | undefined
  /** Without a possessive behind. */
  readonly withoutPossessive: WordReading | undefined
  /** Marks before or after it: nothing that is said together goes on across them. */
  readonly opens: boolean
  readonly closes: boolean
}

const wordParts = /^([^\p{L}\p{N}]*)(.*?)([^\p{L}\p{N}]*)$/su
const elision = /^(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu)['’](?=\p{L})/iu
const possessive = /['’]s$/iu

export function hearWord(word: HypothesisWord, language: Language): HeardWord {
  const [, before = '', core = '', marks = ''] = wordParts.exec(word.text) ?? []
  // "rallyin'": a dropped letter isn't a closing quote.
  const after = before === '' ? marks.replace(/^['’]/u, '') : marks
  const elided = language === 'fr' ? (elision.exec(core)?.[0] ?? '') : ''
  const owner = language === 'en' ? (possessive.exec(core)?.[0] ?? '') : ''
  const reading = (written: string, front: string, behind: string): WordReading => ({
    written,
    sounds: writtenSounds(written, language),
    before: before + front,
    after: behind + after,
    elided: elided !== '' && front === '',
  })
  return {
    word,
    common: isCommonExpression(core, language),
    stop: partsOf(core).every((part) => isStopWord(foldText(part), language)),
    whole: reading(core, '', ''),
    withoutElision: elided === '' ? undefined : reading(core.slice(elided.length), elided, ''),
    withoutPossessive: owner === '' ? undefined : reading(core.slice(0, -owner.length), '', owner),
    opens: before !== '' || core === '',
    closes: after !== '' || core === '',
  }
}

/** "self-employed" and "l'eau" are common because their parts are; an invented "rail-in-jaritic" isn't. */
function isCommonExpression(core: string, language: Language): boolean {
  if (isCommonWord(core.toLowerCase().normalize('NFC'), language)) return true
  const parts = partsOf(core)
  return parts.length > 1 && parts.every((part) => isCommonWord(part, language))
}

function partsOf(core: string): string[] {
  return core.toLowerCase().normalize('NFC').split(/[-'’]/).filter(Boolean)
}
