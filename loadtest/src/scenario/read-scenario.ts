import { readFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { isNode, LineCounter, parseDocument, type Document as YamlDocument } from 'yaml'
import type * as z from 'zod'
import { thresholdNames } from '../measure/thresholds.ts'
import { UsageError } from '../usage-error.ts'
import { type CallGroup, cleanNetwork, never, type Scenario, steadyPhase } from './scenario.ts'
import { scenarioFile } from './scenario-schema.ts'

/** @throws UsageError that names the file and the line */
export async function readScenario(path: string, defaultAudio: string): Promise<Scenario> {
  const text = await readFile(path, 'utf8').catch(() => {
    throw new UsageError(`${path}: there is no such file, or it can't be read.`)
  })
  return parseScenario(text, { path, defaultAudio })
}

interface Origin {
  /** Folders of the scenario are relative to it. */
  readonly path: string
  /** For groups that name no audio. */
  readonly defaultAudio: string
}

/** @throws UsageError with a line for each thing that is wrong */
export function parseScenario(text: string, { path, defaultAudio }: Origin): Scenario {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines })
  const broken = document.errors.map(({ linePos, message }) => `${path}:${linePos?.[0].line ?? 1}: ${message.split('\n')[0]}`)
  if (broken.length > 0) throw new UsageError(broken.join('\n'))
  const parsed = scenarioFile.safeParse(document.toJS())
  if (parsed.success) return scenarioOf(parsed.data, (audio) => (audio === undefined ? defaultAudio : resolve(dirname(path), audio)))
  throw new UsageError(parsed.error.issues.map((issue) => `${path}:${lineOf(issue, document, lines)}: ${complaintOf(issue)}`).join('\n'))
}

type Issue = z.core.$ZodIssue

function complaintOf(issue: Issue): string {
  const place = issue.path.join('.')
  return `${place === '' ? '' : `${place}: `}${issue.message}`
}

/** Of the thing itself, or of the nearest thing around it that is there. */
function lineOf(issue: Issue, document: YamlDocument, lines: LineCounter): number {
  const path = [...issue.path] as (string | number)[]
  if (issue.code === 'unrecognized_keys') {
    const offset = keyOffset(document, path, issue.keys[0] ?? '')
    if (offset !== undefined) return lines.linePos(offset).line
  }
  for (; path.length > 0; path.pop()) {
    const node = document.getIn(path, true)
    if (isNode(node) && node.range) return lines.linePos(node.range[0]).line
  }
  return 1
}

function keyOffset(document: YamlDocument, path: readonly (string | number)[], key: string): number | undefined {
  const parent: unknown = path.length === 0 ? document.contents : document.getIn(path, true)
  if (typeof parent !== 'object' || parent === null || !('items' in parent) || !Array.isArray(parent.items)) return undefined
  for (const pair of parent.items as readonly unknown[]) {
    const named = typeof pair === 'object' && pair !== null && 'key' in pair ? pair.key : undefined
    if (isNode(named) && named.range && String(named) === key) return named.range[0]
  }
  return undefined
}

type ScenarioFile = z.infer<typeof scenarioFile>

function scenarioOf(file: ScenarioFile, audioOf: (audio: string | undefined) => string): Scenario {
  const { name, seed, thresholds, ramp } = file
  const counted = file.groups.reduce((sum, { calls = 0 }) => sum + calls, 0)
  return {
    name,
    seed,
    groups: file.groups.map((group) => groupOf(group, audioOf(group.audio ?? file.audio))),
    phases: file.phases?.map((phase) => ({
      name: phase.name,
      calls: phase.calls,
      lengthMs: phase.minutes * 60_000,
      rampPerSecond: phase.ramp ?? ramp,
    })) ?? [steadyPhase(file.calls ?? counted, ramp, file.minutes ?? 1)],
    thresholds: thresholdNames.flatMap((each) => {
      const atMost = thresholds[each]
      return atMost === undefined ? [] : [{ name: each, atMost }]
    }),
  }
}

function groupOf(group: ScenarioFile['groups'][number], audio: string): CallGroup {
  const { network, disconnect, pause, lateHandshake } = group
  return {
    name: group.name,
    protocol: group.protocol,
    language: group.language,
    channels: group.channels,
    weight: group.share ?? group.calls ?? 1,
    duration: group.duration,
    think: group.think,
    audio,
    network:
      network === undefined
        ? cleanNetwork
        : { loss: network.loss, lossBurstFrames: network.lossBurst, jitterMs: network.jitter, reorder: network.reorder },
    disconnect: disconnect === undefined ? never : { probability: disconnect.probability, length: disconnect.back },
    pause: pause ?? never,
    lateHandshake: lateHandshake === undefined ? never : { probability: lateHandshake.probability, length: lateHandshake.delay },
    idleFrameMs: group.idleFrame,
  }
}
