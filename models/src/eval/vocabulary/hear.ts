import { availableParallelism } from 'node:os'
import { AppError, type Language } from '@souffleur/proto'
import type { HypothesisWord } from '@souffleur/recognizer'
import { createLog } from '@souffleur/telemetry'
import { createEngine, defaultEngines } from '../asr/engines.ts'
import { type LineItem, runEngine } from '../asr/run-engine.ts'

/** What the engine of a language wrote for an item. */
export interface Heard {
  readonly item: LineItem
  readonly words: readonly HypothesisWord[]
}

/** Engine alone, whole recordings. @returns the reason, in words, when the language's engine isn't installed */
export async function hear(items: readonly LineItem[], language: Language, progress: (line: string) => void): Promise<Heard[] | string> {
  const log = createLog('warn')
  const name = defaultEngines[language]
  const heard = new Map<LineItem, Heard>()
  try {
    const engine = createEngine(name, { threads: Math.min(8, availableParallelism()), log })
    await runEngine(items, { engine, mode: 'offline', log }, (item, { words }) => {
      heard.set(item, { item, words: words.map(({ text, confidence }) => ({ text, confidence })) })
      progress(`${name}: ${heard.size} of ${items.length}`)
    })
  } catch (error) {
    if (error instanceof AppError && error.code === 'model.missing') return error.message
    throw error
  }
  return items.flatMap((item) => heard.get(item) ?? [])
}
