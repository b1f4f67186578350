import { aLawSamples, muLawSamples } from './g711.ts'

/** How a WAV file writes one sample. */
export interface SampleFormat {
  readonly bytes: number
  /** The sample that starts at this byte, between -1 and 1. */
  readonly read: (view: DataView, at: number) => number
}

/** Format tags of Microsoft's mmreg.h. */
const PCM = 1
const FLOAT = 3
const A_LAW = 6
const MU_LAW = 7

/** Undefined for what a server would not have played either. */
export function sampleFormatOf(tag: number, bits: number): SampleFormat | undefined {
  if (tag === MU_LAW && bits === 8) return { bytes: 1, read: (view, at) => muLawSamples[view.getUint8(at)] ?? 0 }
  if (tag === A_LAW && bits === 8) return { bytes: 1, read: (view, at) => aLawSamples[view.getUint8(at)] ?? 0 }
  if (tag === FLOAT && bits === 32) return { bytes: 4, read: (view, at) => finite(view.getFloat32(at, true)) }
  return tag === PCM ? linearFormatOf(bits) : undefined
}

function linearFormatOf(bits: number): SampleFormat | undefined {
  switch (bits) {
    case 8:
      return { bytes: 1, read: (view, at) => (view.getUint8(at) - 128) / 128 }
    case 16:
      return { bytes: 2, read: (view, at) => view.getInt16(at, true) / 32_768 }
    case 24:
      return { bytes: 3, read: (view, at) => (view.getUint8(at) + view.getInt16(at + 1, true) * 256) / 8_388_608 }
    case 32:
      return { bytes: 4, read: (view, at) => view.getInt32(at, true) / 2_147_483_648 }
    default:
      return undefined
  }
}

/** What isn't a number is silence; what is louder than full scale is cut there. */
function finite(sample: number): number {
  return Number.isNaN(sample) ? 0 : Math.max(-1, Math.min(1, sample))
}
