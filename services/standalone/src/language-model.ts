import type { SystemStatus } from '@souffleur/desk'
import type { Clock } from '@souffleur/flow'
import { LanguageModel } from '@souffleur/grounding'
import type { Log } from '@souffleur/telemetry'
import type { Config } from './config.ts'

/** The language model of this configuration; undefined where there is none. */
export function openLanguageModel(
  { languageModel }: Pick<Config, 'languageModel'>,
  ports: { readonly clock: Clock; readonly log: Log },
): LanguageModel | undefined {
  return languageModel === undefined ? undefined : new LanguageModel({ ...languageModel, ...ports })
}

export function languageModelStatus(languageModel: LanguageModel | undefined): NonNullable<SystemStatus['languageModel']> | null {
  return languageModel === undefined ? null : { name: languageModel.model, state: languageModel.state }
}
