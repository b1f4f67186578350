import { encodePcmu, type WavAudio } from '@souffleur/audio'
import { Channel } from '@souffleur/proto'
import { LINE_RATE_HZ, lineNoise } from './line-sound.ts'
import { type CallPlan, type PlanOptions, planTurns } from './plan-turns.ts'
import type { Prompt } from './prompts.ts'
import { SeededRandom } from './seeded-random.ts'

/** The order of the channels in the recording: advisor left. */
export const callChannels = [Channel.ADVISOR, Channel.CUSTOMER] as const
export type CallChannel = (typeof callChannels)[number]

export interface ComposedCall extends CallPlan {
  /** Two channels of mu-law at 8 kHz. */
  readonly wav: WavAudio
  /** What is said on each channel. */
  readonly references: ReadonlyMap<CallChannel, string>
  /** The prompts' own length, once for each time that one is spoken. */
  readonly promptSeconds: number
}

const MAX_SAMPLE = 32_767

/** The same call for the same number, language, length and prompts. @throws RangeError as planTurns does */
export function composeCall(prompts: readonly Prompt[], options: PlanOptions): ComposedCall {
  const plan = planTurns(prompts, options)
  const payloads = callChannels.map((channel) => encodePcmu(channelSamples(plan, channel)))
  const spoken = plan.turns.flatMap((turn) => turn.prompts)
  return {
    ...plan,
    wav: {
      sampleRateHz: LINE_RATE_HZ,
      channels: payloads.length,
      encoding: 'pcmu',
      frames: plan.lengthSamples,
      channelPayload(index) {
        const payload = payloads[index]
        if (payload === undefined) throw new RangeError(`channel ${index} of ${payloads.length}`)
        return payload
      },
    },
    references: new Map(callChannels.map((channel) => [channel, referenceOf(plan, channel)])),
    promptSeconds: spoken.reduce((sum, { prompt }) => sum + prompt.samples.length, 0) / LINE_RATE_HZ,
  }
}

function channelSamples({ number, turns, lengthSamples }: CallPlan, channel: CallChannel): Int16Array {
  const random = new SeededRandom(number * callChannels.length + callChannels.indexOf(channel))
  const samples = lineNoise(random, lengthSamples)
  for (const turn of turns) {
    if (turn.channel !== channel) continue
    for (const { prompt, startSample } of turn.prompts) {
      prompt.samples.forEach((sample, index) => {
        const mixed = (samples[startSample + index] ?? 0) + sample
        samples[startSample + index] = Math.max(-MAX_SAMPLE, Math.min(MAX_SAMPLE, mixed))
      })
    }
  }
  return samples
}

function referenceOf({ turns }: CallPlan, channel: CallChannel): string {
  const said = turns.filter((turn) => turn.channel === channel).flatMap((turn) => turn.prompts)
  return said.map(({ prompt }) => prompt.text).join(' ')
}
