import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as z from 'zod'
import { runCommand } from '../../run-command.ts'
import type { PeerAnswers, PeerItem } from './peer.ts'

const head = z.object({ version: z.string() })
const answer = z.object({ text: z.string(), processorSeconds: z.number().nonnegative(), wallMs: z.number().nonnegative() })

export interface ChildCommand {
  readonly program: string
  /** Before the two files. */
  readonly parameters: readonly string[]
  /** What the program needs to know besides the items. */
  readonly options: Readonly<Record<string, string | number>>
}

/**
 * Runs a peer's program: `PROGRAM PARAMETERS JOB.json ANSWERS.jsonl`. The job is `{items: [{path, language}], options}`; the first line of
 * the answers is `{version}`, then comes one `{text, processorSeconds, wallMs}` an item. A process of its own: a peer that blocks, leaks or
 * dies takes nothing else with it, and its processor time is its own.
 * @throws Error with the end of what the program complained about, or when answers are missing
 */
export async function runChild({ program, parameters, options }: ChildCommand, items: readonly PeerItem[]): Promise<PeerAnswers> {
  const folder = await mkdtemp(join(tmpdir(), 'souffleur-peer-'))
  try {
    const [jobPath, answersPath] = [join(folder, 'job.json'), join(folder, 'answers.jsonl')]
    const job = { items: items.map(({ samplesPath, item }) => ({ path: samplesPath, language: item.lang })), options }
    await writeFile(jobPath, JSON.stringify(job))
    const run = await runCommand(program, [...parameters, jobPath, answersPath], {
      cwd: folder,
      environment: childEnvironment(String(options.threads ?? 1)),
    })
    if (!run.ok) throw new Error(run.error)
    return parseAnswers(await readFile(answersPath, 'utf8'), items.length)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Numeric libraries read their threads before any option of the program. Python leaves no compiled files between our sources. */
function childEnvironment(threads: string): NodeJS.ProcessEnv {
  return { ...process.env, OMP_NUM_THREADS: threads, OPENBLAS_NUM_THREADS: threads, MKL_NUM_THREADS: threads, PYTHONDONTWRITEBYTECODE: '1' }
}

export function parseAnswers(text: string, count: number): PeerAnswers {
  const [first, ...lines] = text.split('\n').filter(Boolean)
  if (lines.length !== count) throw new Error(`${lines.length} answers for ${count} items`)
  const answers = lines.map((line) => answer.parse(JSON.parse(line)))
  return {
    version: head.parse(JSON.parse(first ?? 'null')).version,
    answers: answers.map(({ text: heard, wallMs }) => ({ text: heard, wallMs })),
    processorSeconds: answers.reduce((sum, { processorSeconds }) => sum + processorSeconds, 0),
  }
}
