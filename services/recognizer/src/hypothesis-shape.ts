import type { Language } from '@souffleur/proto'

/** How the text heard so far ends: whether the speaker seems to be done. */
export type HypothesisShape = 'sentence' | 'open' | 'unfinished-number' | 'unfinished-phrase' | 'hesitation'

/** Words after which more is bound to come. Articles, prepositions, conjunctions, possessives, auxiliaries. */
const leadsOn: Record<Language, ReadonlySet<string>> = {
  en: wordSet(`a an the my your his her its our their this these those and or but nor so because if when while although though unless until since
    of to in on at by for from with without about into onto over under between through during against per than as that which who whose
    is are was were be been am will would can could should shall may might must do does did have has had not very i we they
    i'm you're we're they're it's double triple dash i've we've i'd we'd i'll we'll let's what's where's there's like`),
  fr: wordSet(`un une le la les l' du des de d' au aux à mon ma mes ton ta tes son sa ses notre nos votre vos leur leurs ce cet cette ces
    et ou mais donc or ni car si que qu' qui dont où quand lorsque puisque parce comme pour par avec sans sous sur dans en entre vers chez
    est sont était étaient suis es ai as avons avez ont avais avait je j' tu il elle on nous vous ils elles ne n' me m' te t' se s' très
    c'est j'ai c' y plus moins`),
}

const hesitations: Record<Language, ReadonlySet<string>> = {
  en: wordSet('uh um er erm hmm mm uhm well'),
  fr: wordSet('euh heu hum hein ben bah alors voilà'),
}

/** The same, of several words. */
const phrasesThatLeadOn: Record<Language, RegExp> = {
  en: /\b(?:that is|that is to say|i mean|you know|let me see|such as|in order to|as well as|a couple of|hold on|one moment)$/u,
  fr: /(?:c'est[- ]à[- ]dire|à savoir|parce que|est-ce que|je veux dire|attendez|voyons|il y a|un instant|une seconde|en fait)$/u,
}

/** Single digits as people dictate them. Two in a row aren't an amount, a date or a year. */
const digitWords: Record<Language, ReadonlySet<string>> = {
  en: wordSet('zero oh one two three four five six seven eight nine'),
  fr: wordSet('zéro un deux trois quatre cinq six sept huit neuf'),
}

/**
 * Looks at the end of a text. The engines put a full stop after nearly everything, so the words count more than it does.
 */
export function shapeOf(text: string, language: Language): HypothesisShape {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean)
  const last = bare(words.at(-1) ?? '')
  if (hesitations[language].has(last)) return 'hesitation'
  if (endsInDictation(words, language)) return 'unfinished-number'
  if (phrasesThatLeadOn[language].test(bare(words.join(' ').replace(/’/g, "'")))) return 'unfinished-phrase'
  if (leadsOn[language].has(last) || /(?:,|\.\.\.|…|-)$/u.test(text)) return 'unfinished-phrase'
  return /[.?!]["')\]]?$/u.test(text) ? 'sentence' : 'open'
}

/** References and telephone numbers are dictated with pauses: "four four", "01 55", "4471". */
function endsInDictation(words: readonly string[], language: Language): boolean {
  const [last = '', before = ''] = [words.at(-1), words.at(-2)].map((word) => bare(word ?? ''))
  if (digitWords[language].has(last)) return digitWords[language].has(before) || /\d$/.test(before)
  if (!/\d$/.test(last) || isWholeTelephoneNumber(words)) return false
  return /\d$/.test(before) || (/\d{3,}$/.test(last) && !YEAR.test(last))
}

/** All ten digits of a national number: nothing more is to come. */
function isWholeTelephoneNumber(words: readonly string[]): boolean {
  return /(?:^|[^\d])0\d{9}$/.test(words.join(' ').replace(/(?<=\d)[ .,-]+(?=\d)|[.,?!]+$/g, ''))
}

const YEAR = /^(?:19|20)\d\d$/

function bare(word: string): string {
  return word.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}']+$/gu, '')
}

function wordSet(list: string): ReadonlySet<string> {
  return new Set(list.split(/\s+/))
}
