import { protocolNames } from '@souffleur/media-client'
import * as z from 'zod'
import { type ThresholdName, thresholdNames } from '../measure/thresholds.ts'
import { type Distribution, parseDurationMs } from './distribution.ts'
import { groupChannels, groupLanguages } from './scenario.ts'

/** The file of a scenario, as it is written. `loadtest/README.md` describes it. */
const durationMs = z.union([z.number().nonnegative(), z.string()]).transform((value, context) => {
  const ms = typeof value === 'number' ? value * 1000 : parseDurationMs(value)
  if (ms !== undefined) return ms
  context.addIssue({ code: 'custom', message: 'expected a length of time such as 250ms, 90s or 3m' })
  return z.NEVER
})

const between = z.strictObject({ between: z.tuple([durationMs, durationMs]) })
const median = z.strictObject({ median: durationMs, p90: durationMs })

const distribution = z
  .union([durationMs, between, median], { error: 'expected 3m, {between: [1m, 5m]} or {median: 3m, p90: 8m}' })
  .transform((value): Distribution => {
    if (typeof value === 'number') return { kind: 'fixed', ms: value }
    if ('between' in value) return { kind: 'uniform', leastMs: value.between[0], mostMs: value.between[1] }
    return { kind: 'lognormal', medianMs: value.median, p90Ms: value.p90 }
  })
  .refine(isSound, 'expected the first length to be above 0 and not to be above the second')

function isSound(value: Distribution): boolean {
  switch (value.kind) {
    case 'fixed':
      return true
    case 'uniform':
      return value.leastMs <= value.mostMs
    case 'lognormal':
      return value.medianMs > 0 && value.medianMs <= value.p90Ms
  }
}

const share = z.number().min(0).max(1)
/** `5/s`, `30/m`. */
const ramp = z.string().transform((text, context) => {
  const perSecond = parseRamp(text)
  if (perSecond !== undefined) return perSecond
  context.addIssue({ code: 'custom', message: 'expected calls a second or a minute such as 5/s or 30/m' })
  return z.NEVER
})

/** Lines a second; undefined for anything that isn't like `5/s` or `30/m`. */
export function parseRamp(text: string): number | undefined {
  const [, count = '', unit] = /^(\d+(?:\.\d+)?)\/(s|m)$/.exec(text.trim()) ?? []
  return Number(count) > 0 ? Number(count) / (unit === 'm' ? 60 : 1) : undefined
}

const network = z.strictObject({
  loss: share.max(0.9).default(0),
  lossBurst: z.number().min(1).max(500).default(1),
  jitter: durationMs.default(0),
  reorder: share.max(0.5).default(0),
})

const group = z.strictObject({
  name: z.string().min(1).max(60),
  protocol: z.enum(protocolNames).default('native'),
  language: z.enum(groupLanguages).default('auto'),
  channels: z.enum(groupChannels).default('both'),
  share: z.number().positive().optional(),
  calls: z.int().positive().max(20_000).optional(),
  duration: distribution.optional(),
  think: distribution.default({ kind: 'fixed', ms: 0 }),
  audio: z.string().min(1).optional(),
  network: network.optional(),
  disconnect: z.strictObject({ probability: share, back: distribution.default({ kind: 'fixed', ms: 2000 }) }).optional(),
  pause: z.strictObject({ probability: share, length: distribution }).optional(),
  lateHandshake: z.strictObject({ probability: share, delay: distribution }).optional(),
  idleFrame: durationMs.optional(),
})

const phase = z.strictObject({
  name: z.string().min(1).max(60),
  calls: z.int().nonnegative().max(20_000),
  minutes: z
    .number()
    .positive()
    .max(24 * 60),
  ramp: ramp.optional(),
})

const limits = z.strictObject(
  Object.fromEntries(thresholdNames.map((name) => [name, z.number().nonnegative().optional()])) as Record<
    ThresholdName,
    z.ZodOptional<z.ZodNumber>
  >,
)

export const scenarioFile = z
  .strictObject({
    name: z.string().min(1).max(120),
    seed: z.int().nonnegative().default(1),
    calls: z.int().positive().max(20_000).optional(),
    minutes: z
      .number()
      .positive()
      .max(24 * 60)
      .optional(),
    ramp: ramp.default(5),
    phases: z.array(phase).min(1).optional(),
    audio: z.string().min(1).optional(),
    groups: z.array(group).min(1),
    thresholds: limits.default({}),
  })
  .superRefine((file, context) => {
    const complain = (message: string, ...path: (string | number)[]) => context.addIssue({ code: 'custom', message, path })
    if (file.phases !== undefined && (file.calls !== undefined || file.minutes !== undefined))
      complain('with phases, calls and minutes are said there', 'phases')
    if (file.phases === undefined && file.minutes === undefined) complain('expected minutes, or phases')
    const counted = file.groups.filter(({ calls }) => calls !== undefined).length
    file.groups.forEach(({ share: part, calls }, index) => {
      if (part !== undefined && calls !== undefined) complain('expected share or calls, not both', 'groups', index)
    })
    if (counted > 0 && counted < file.groups.length) complain('expected calls for every group, or a share for every group', 'groups')
    if (counted === 0 && file.calls === undefined && file.phases === undefined)
      complain('expected calls: for every group, or for the scenario')
    file.phases?.forEach(({ calls, minutes, ramp: own }, index) => {
      const change = Math.abs(calls - (file.phases?.[index - 1]?.calls ?? 0))
      if (change / (own ?? file.ramp) > minutes * 60) complain('its ramp takes longer than the phase', 'phases', index)
    })
  })
