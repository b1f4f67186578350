/**
 * Classes of sounds, one character each, for both languages:
 *
 * - vowels: a, e, i, o, u, y (as in French "rue"), Y (as in "peur"), Q (as in English "eye"), @ (weak);
 * - nasal vowels: A (an), I (in, un), O (on);
 * - consonants: as written, with S (sh), C (ch), Z (zh), J (English j), T (th), N (ng, gn);
 * - digits: themselves.
 */
export type Sounds = Uint8Array

const alphabet = '@aeiouyYQAIOpbtdkgfvszSZCJTmnNlrhjw0123456789'
const DIFFERENT_CONSONANTS = 1
const DIFFERENT_VOWELS = 0.4
const WEAK_AND_FULL_VOWEL = 0.15
const DIGIT_WEIGHT = 4

/** What each pair costs when one is heard as the other: the likeliest confusions on a telephone line, which carries 300 to 3400 Hz. */
const likeness = `pb.25 td.25 kg.25 fv.25 sz.15 SZ.25 CJ.25 CS.3 ZJ.15 zZ.4 sS.45 sC.6 zJ.5 pt.6 pk.6 tk.6 bd.6 dg.6 bg.6 bv.45 pf.6 fs.55 fT.35 sT.45 tT.5 dT.45 vT.5 tC.5 dJ.5
  mn.35 nN.25 mN.5 NJ.7 Ng.7 lr.6 lw.7 rw.6 ln.7 jw.5 hf.5 hk.6
  ei.2 ea.25 ae.25 oa.25 ou.2 oO.2 aA.2 eI.2 aI.3 AO.3 AI.3 iI.3 yu.25 yi.2 Ye.25 Yo.25 Yy.25 Qa.25 Qi.3 Qe.3 ij.3 yw.3 uw.3 @A.4 @O.4 @I.4`

const codes: ReadonlyMap<string, number> = new Map([...alphabet].map((sound, code) => [sound, code]))
const size = alphabet.length
const LAST_VOWEL = alphabet.indexOf('O')

/** What it costs to leave a sound out or to add it. */
export const soundWeights: Float32Array = Float32Array.from(alphabet, weightOf)
/** What it costs to take one sound for another: at row `a`, column `b`. */
export const soundCosts: Float32Array = costTable()
/** Columns of `soundCosts`. */
export const soundCount: number = size

export function encodeSounds(text: string): Sounds {
  return Uint8Array.from(text, (sound) => codes.get(sound) ?? 0)
}

/** How much there is to hear in it: about one for a consonant, half for a vowel. */
export function weightOfSounds(sounds: Sounds): number {
  return sounds.reduce((sum, sound) => sum + (soundWeights[sound] ?? 0), 0)
}

export function isVowel(sound: number | undefined): boolean {
  return sound !== undefined && sound <= LAST_VOWEL
}

export function soundCode(sound: string): number {
  return codes.get(sound) ?? 0
}

/**
 * Consonants that are mistaken for each other, by group; undefined for vowels and for the weak h, j and w, which come and go. What is
 * left of a word when only groups are kept is the same in most of its mishearings.
 */
const groups = ['pbfv', 'tdT', 'kg', 'szSZCJ', 'mnN', 'lr', '0123456789']
export const soundGroups: readonly (number | undefined)[] = Array.from(alphabet, (sound) => {
  const group = groups.findIndex((members) => members.includes(sound))
  return group < 0 ? undefined : group
})
export const soundGroupCount: number = groups.length

function weightOf(sound: string): number {
  if (sound === '@') return 0.25
  if (sound === 'h') return 0.3
  if ('jw'.includes(sound)) return 0.5
  if ('AIO'.includes(sound)) return 0.8
  if (/\d/.test(sound)) return DIGIT_WEIGHT
  return isVowel(codes.get(sound)) ? 0.6 : 1
}

function costTable(): Float32Array {
  const costs = new Float32Array(size * size)
  for (let a = 0; a < size; a += 1) for (let b = 0; b < size; b += 1) costs[a * size + b] = a === b ? 0 : plainCost(a, b)
  for (const [, first = '', second = '', cost] of likeness.matchAll(/(\S)(\S)(\.\d+)/g)) {
    const [a, b] = [soundCode(first), soundCode(second)]
    costs[a * size + b] = Number(cost)
    costs[b * size + a] = Number(cost)
  }
  return costs
}

function plainCost(a: number, b: number): number {
  if (isVowel(a) && isVowel(b)) return a === 0 || b === 0 ? WEAK_AND_FULL_VOWEL : DIFFERENT_VOWELS
  const leftOut = (soundWeights[a] ?? 0) + (soundWeights[b] ?? 0)
  return isVowel(a) || isVowel(b) ? leftOut : Math.max(DIFFERENT_CONSONANTS, leftOut - DIFFERENT_CONSONANTS)
}
