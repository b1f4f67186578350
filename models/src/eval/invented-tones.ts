import { addAt, atLevel, inARow, type Signal, type Sound, seededRandom, signalOf, sine } from './invented-signal.ts'

const SECONDS = 30
const LEVEL_DBFS = -16

/** What exchanges and machines send. Cadences: ITU-T E.180 supplement 2, "Various tones used in national networks". */
export function toneSounds(): Sound[] {
  return [
    tone('ring-back', 'France', [440], [1.5, 3.5]),
    tone('ring-back', 'United States', [440, 480], [2, 4]),
    tone('ring-back', 'United Kingdom', [400, 450], [0.4, 0.2, 0.4, 2]),
    tone('busy-tone', 'France', [440], [0.5, 0.5]),
    tone('busy-tone', 'United States', [480, 620], [0.5, 0.5]),
    tone('busy-tone', 'United Kingdom', [400], [0.375, 0.375]),
    tone('dial-tone', 'France', [440], [SECONDS]),
    tone('dial-tone', 'United States', [350, 440], [SECONDS]),
    { kind: 'dtmf', name: 'dialled digits', signal: atLevel(dialledDigits(0.1, 0.1), LEVEL_DBFS) },
    { kind: 'dtmf', name: 'slow keys', signal: atLevel(dialledDigits(0.35, 0.6), LEVEL_DBFS) },
    tone('fax-tone', 'calling (1100 Hz)', [1100], [0.5, 3]),
    tone('fax-tone', 'answering (2100 Hz)', [2100], [3.3, 1]),
    { kind: 'fax-tone', name: 'V.21 preamble and data', signal: atLevel(frequencyShifted(), LEVEL_DBFS) },
    tone('information-tone', '950, 1400, 1800 Hz', [950], [0.33, 1], [1400, 1800]),
  ]
}

/** On and off by turns, in seconds; `then` follows at once with tones of the same length. */
function tone(
  kind: string,
  name: string,
  frequenciesHz: readonly number[],
  cadence: readonly number[],
  then: readonly number[] = [],
): Sound {
  const turns = cadence.flatMap((seconds, index) =>
    index % 2 === 1
      ? [signalOf(seconds, () => 0)]
      : [chord(frequenciesHz, seconds), ...then.map((frequencyHz) => chord([frequencyHz], seconds))],
  )
  const turn = inARow(...turns)
  const signal = inARow(...Array.from({ length: Math.ceil((SECONDS * 8000) / turn.length) }, () => turn))
  return { kind, name: `${kind}, ${name}`, signal: atLevel(signal, LEVEL_DBFS) }
}

function chord(frequenciesHz: readonly number[], seconds: number): Signal {
  return signalOf(seconds, (time) => frequenciesHz.reduce((sum, frequencyHz) => sum + sine(frequencyHz, time), 0))
}

/** ITU-T Q.23. */
function dialledDigits(onSeconds: number, offSeconds: number): Signal {
  const [rows, columns] = [
    [697, 770, 852, 941],
    [1209, 1336, 1477],
  ]
  const random = seededRandom(3)
  const signal = signalOf(SECONDS, () => 0)
  for (let at = 0.5; at < SECONDS; at += onSeconds + offSeconds) {
    const pair = [rows, columns].map((tones) => tones?.[Math.floor(random() * tones.length)] ?? 697)
    // A pause after about ten digits.
    if (random() > 0.9) at += 1
    addAt(signal, at, chord(pair, onSeconds))
  }
  return signal
}

/** ITU-T V.21, channel 2 at 300 bits a second: 1650 and 1850 Hz. */
function frequencyShifted(): Signal {
  const random = seededRandom(9)
  const bits = Array.from({ length: SECONDS * 300 }, (_, index) => (index < 300 ? index % 8 === 0 : random() < 0.5))
  let phase = 0
  return signalOf(SECONDS, (time) => {
    phase += ((bits[Math.floor(time * 300)] === true ? 1850 : 1650) / 8000) * 2 * Math.PI
    return Math.sin(phase)
  })
}
