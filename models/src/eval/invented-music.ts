import { whiteNoise } from './invented-noise.ts'
import { addAt, atLevel, bandPass, type Signal, type Sound, seededRandom, signalOf, sine } from './invented-signal.ts'

interface Instrument {
  /** Weights of the harmonics, the fundamental first. */
  readonly harmonics: readonly number[]
  readonly attackSeconds: number
  /** Time constant of the decay; `Infinity` for what is blown or bowed. */
  readonly decaySeconds: number
  readonly vibrato?: { readonly rateHz: number; readonly depth: number }
  /** Resonances, as a throat or a mute has them: the harmonics near them are louder. */
  readonly formantsHz?: readonly number[]
}

const piano: Instrument = { harmonics: [1, 0.6, 0.35, 0.25, 0.12, 0.08, 0.04], attackSeconds: 0.004, decaySeconds: 0.7 }
const guitar: Instrument = { harmonics: [1, 0.8, 0.6, 0.3, 0.3, 0.15, 0.1, 0.05], attackSeconds: 0.002, decaySeconds: 0.45 }
const flute: Instrument = {
  harmonics: [1, 0.35, 0.1, 0.03],
  attackSeconds: 0.06,
  decaySeconds: Infinity,
  vibrato: { rateHz: 5.2, depth: 0.006 },
}
const strings: Instrument = {
  harmonics: [1, 0.7, 0.5, 0.4, 0.3, 0.25, 0.2, 0.15],
  attackSeconds: 0.15,
  decaySeconds: Infinity,
  vibrato: { rateHz: 5.8, depth: 0.004 },
}
const clarinet: Instrument = { harmonics: [1, 0.05, 0.7, 0.05, 0.4, 0.05, 0.2], attackSeconds: 0.03, decaySeconds: Infinity }
const bass: Instrument = { harmonics: [0.5, 1, 0.6, 0.3, 0.1], attackSeconds: 0.008, decaySeconds: 0.5 }
const organ: Instrument = { harmonics: [1, 1, 0.5, 0.7, 0, 0.3, 0, 0.3], attackSeconds: 0.02, decaySeconds: Infinity }
const saxophone: Instrument = {
  harmonics: [0.7, 1, 0.9, 0.6, 0.45, 0.3, 0.2, 0.1],
  attackSeconds: 0.04,
  decaySeconds: Infinity,
  vibrato: { rateHz: 4.8, depth: 0.012 },
}

const even = [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]
/** Sung vowels without words. */
const choir: Instrument = {
  harmonics: even.map((weight, index) => weight / (index + 1)),
  attackSeconds: 0.12,
  decaySeconds: Infinity,
  vibrato: { rateHz: 5.4, depth: 0.008 },
  formantsHz: [700, 1100, 2500],
}
const trumpet: Instrument = { harmonics: even, attackSeconds: 0.025, decaySeconds: Infinity, formantsHz: [1200, 2300] }
const muted: Instrument = {
  harmonics: even,
  attackSeconds: 0.02,
  decaySeconds: 1,
  vibrato: { rateHz: 6, depth: 0.01 },
  formantsHz: [500, 1600],
}

/** Two bars of four beats each, as steps of a major scale. */
const progressions = [
  [0, 5, 3, 4],
  [0, 3, 1, 4],
  [5, 3, 0, 4],
] as const
const MAJOR = [0, 2, 4, 5, 7, 9, 11]
const LOUD_DBFS = -20
/** Music behind a door, or a queue that is set too low. */
const QUIET_DBFS = -36

interface Arrangement {
  readonly name: string
  readonly seed: number
  readonly beatsPerMinute: number
  /** The tonic's MIDI number. */
  readonly tonic: number
  readonly melody?: Instrument
  readonly chords?: Instrument
  readonly arpeggio?: Instrument
  readonly bass?: Instrument
  readonly drums?: boolean
}

const arrangements: readonly Arrangement[] = [
  { name: 'piano', seed: 1, beatsPerMinute: 84, tonic: 60, melody: piano, chords: piano },
  { name: 'guitar arpeggios', seed: 2, beatsPerMinute: 96, tonic: 55, arpeggio: guitar, bass },
  { name: 'strings and flute', seed: 3, beatsPerMinute: 66, tonic: 62, melody: flute, chords: strings },
  { name: 'pop with drums', seed: 4, beatsPerMinute: 118, tonic: 57, melody: clarinet, chords: organ, bass, drums: true },
  { name: 'saxophone and bass', seed: 5, beatsPerMinute: 90, tonic: 53, melody: saxophone, bass },
  { name: 'flute alone', seed: 6, beatsPerMinute: 72, tonic: 65, melody: flute },
  { name: 'drums and bass', seed: 7, beatsPerMinute: 124, tonic: 50, bass, drums: true },
  { name: 'organ', seed: 8, beatsPerMinute: 60, tonic: 58, chords: organ, melody: organ },
  { name: 'choir', seed: 9, beatsPerMinute: 64, tonic: 53, chords: choir, melody: choir },
  { name: 'trumpet with band', seed: 10, beatsPerMinute: 132, tonic: 58, melody: trumpet, chords: guitar, bass, drums: true },
  { name: 'muted brass alone', seed: 11, beatsPerMinute: 100, tonic: 48, melody: muted },
  { name: 'low voices humming', seed: 12, beatsPerMinute: 76, tonic: 43, melody: choir },
]

/** Hold music of several kinds, as a telephone line carries it. */
export function musicSounds(seconds = 60): Sound[] {
  return arrangements.flatMap((arrangement) => {
    const signal = throughTelephone(perform(arrangement, seconds))
    return [
      { kind: 'music', name: `music, ${arrangement.name}`, signal: atLevel(signal, LOUD_DBFS) },
      { kind: 'quiet-music', name: `quiet music, ${arrangement.name}`, signal: atLevel(signal, QUIET_DBFS) },
    ]
  })
}

function perform(arrangement: Arrangement, seconds: number): Signal {
  const { seed, beatsPerMinute, tonic } = arrangement
  const random = seededRandom(seed)
  const beat = 60 / beatsPerMinute
  const signal = signalOf(seconds, () => 0)
  const progression = progressions[seed % progressions.length] ?? progressions[0]
  let step = 7
  for (let bar = 0; bar * 4 * beat < seconds; bar += 1) {
    const at = bar * 4 * beat
    const root = progression[bar % progression.length] ?? 0
    const triad = [0, 2, 4].map((third) => frequencyOf(tonic, root + third))
    if (arrangement.chords !== undefined) for (const pitch of triad) addAt(signal, at, note(arrangement.chords, pitch, 3.9 * beat, 0.35))
    if (arrangement.bass !== undefined) {
      for (const offset of [0, 1.5, 2, 3.5])
        addAt(signal, at + offset * beat, note(arrangement.bass, (triad[0] ?? 220) / 2, 0.9 * beat, 0.6))
    }
    if (arrangement.arpeggio !== undefined) {
      for (let eighth = 0; eighth < 8; eighth += 1) {
        const pitch = (triad[[0, 1, 2, 1][eighth % 4] ?? 0] ?? 220) * (eighth >= 4 ? 2 : 1)
        addAt(signal, at + (eighth * beat) / 2, note(arrangement.arpeggio, pitch, 1.2 * beat, 0.5))
      }
    }
    if (arrangement.drums === true) addAt(signal, at, drumBar(beat))
    if (arrangement.melody !== undefined) step = addMelody(signal, { at, beat, step, tonic, instrument: arrangement.melody, random })
  }
  return signal
}

interface MelodyBar {
  readonly at: number
  readonly beat: number
  readonly step: number
  readonly tonic: number
  readonly instrument: Instrument
  readonly random: () => number
}

/** A walk on the scale in notes of half a beat to two beats; gives the step it ends on. */
function addMelody(signal: Signal, { at, beat, step, tonic, instrument, random }: MelodyBar): number {
  let current = step
  for (let position = 0; position < 4; ) {
    const length = [0.5, 0.5, 1, 1, 1.5, 2][Math.floor(6 * random())] ?? 1
    const rest = random() < 0.12
    current = Math.max(3, Math.min(14, current + Math.round(5 * random() - 2.5)))
    if (!rest)
      addAt(signal, at + position * beat, note(instrument, frequencyOf(tonic, current), Math.min(length, 4 - position) * beat * 0.95, 0.7))
    position += length
  }
  return current
}

function frequencyOf(tonic: number, step: number): number {
  const octave = Math.floor(step / 7)
  return 440 * 2 ** ((tonic + 12 * octave + (MAJOR[step - 7 * octave] ?? 0) - 69) / 12)
}

function note(instrument: Instrument, frequencyHz: number, seconds: number, level: number): Signal {
  const { attackSeconds, decaySeconds, vibrato } = instrument
  const harmonics = instrument.harmonics.map((weight, index) => weight * resonance(instrument.formantsHz, frequencyHz * (index + 1)))
  return signalOf(seconds, (time) => {
    const bend = vibrato === undefined ? 0 : (vibrato.depth * sine(vibrato.rateHz, time)) / (2 * Math.PI * vibrato.rateHz)
    const wave = harmonics.reduce((sum, weight, index) => {
      const harmonicHz = frequencyHz * (index + 1)
      return harmonicHz > 3600 ? sum : sum + weight * sine(harmonicHz, time + bend)
    }, 0)
    const envelope = Math.min(1, time / attackSeconds, (seconds - time) / 0.03) * Math.exp(-time / decaySeconds)
    return level * wave * Math.max(0, envelope)
  })
}

function resonance(formantsHz: readonly number[] | undefined, frequencyHz: number): number {
  if (formantsHz === undefined) return 1
  return 0.05 + formantsHz.reduce((sum, formantHz) => sum + 1 / (1 + ((frequencyHz - formantHz) / (0.1 * formantHz)) ** 2), 0)
}

function drumBar(beat: number): Signal {
  const bar = signalOf(4 * beat, () => 0)
  const hat = bandPass(whiteNoise(0.06, 5), 3000, 1200).map((value, index) => value * Math.exp(-index / 160))
  const snare = bandPass(whiteNoise(0.2, 6), 1500, 2000).map((value, index) => 1.5 * value * Math.exp(-index / 500))
  const kick = signalOf(0.25, (time) => 1.5 * sine(50 + (70 * Math.exp(-30 * time)) / 2, time) * Math.exp(-12 * time))
  for (let eighth = 0; eighth < 8; eighth += 1) addAt(bar, (eighth * beat) / 2, hat)
  for (const offset of [0, 2]) addAt(bar, offset * beat, kick)
  for (const offset of [1, 3]) addAt(bar, offset * beat, snare)
  return bar
}

/** 300 to 3,400 Hz, roughly. */
function throughTelephone(signal: Signal): Signal {
  return bandPass(signal, 1200, 3000)
}
