/** What the peers that run in Node share: reads the job, warms up, and writes one JSON line an item with its processor time. */
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs'
import * as z from 'zod'

const jobSchema = z.object({
  items: z.array(z.object({ path: z.string(), language: z.string() })).min(1),
  options: z.record(z.string(), z.union([z.string(), z.number()])),
})
export type JobOptions = z.infer<typeof jobSchema>['options']

export interface PreparedPeer {
  readonly version: string
  recognise(samples: Float32Array, language: string): Promise<string>
}

export async function answerJob(prepare: (options: JobOptions) => Promise<PreparedPeer>): Promise<void> {
  const [jobPath = '', answersPath = ''] = process.argv.slice(2)
  const { items, options } = jobSchema.parse(JSON.parse(readFileSync(jobPath, 'utf8')))
  const { version, recognise } = await prepare(options)
  writeFileSync(answersPath, `${JSON.stringify({ version })}\n`)
  for (const { path, language } of items.slice(0, 1)) await recognise(readSamples(path), language)
  for (const { path, language } of items) {
    const samples = readSamples(path)
    const [before, started] = [process.cpuUsage(), performance.now()]
    const text = await recognise(samples, language)
    const { user, system } = process.cpuUsage(before)
    const answer = { text, processorSeconds: (user + system) / 1e6, wallMs: performance.now() - started }
    appendFileSync(answersPath, `${JSON.stringify(answer)}\n`)
  }
}

function readSamples(path: string): Float32Array {
  const bytes = readFileSync(path)
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength))
}

export function textOption(options: JobOptions, name: string): string {
  return z.string().parse(options[name])
}
