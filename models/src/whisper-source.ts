import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { measureFile } from './file-hash.ts'
import type { ModelFile } from './model.ts'

/** The two forms in which Whisper is published and that Souffleur can build from. */
export type SourceForm = 'ctranslate2' | 'safetensors'

const weightsFile = { ctranslate2: 'model.bin', safetensors: 'model.safetensors' } as const
const companions = ['config.json', 'tokenizer.json', 'generation_config.json', 'vocabulary.txt']

/** Which form a folder holds, by the file with the weights. */
export function sourceForm(folder: string): SourceForm | undefined {
  if (existsSync(join(folder, weightsFile.ctranslate2))) return 'ctranslate2'
  return existsSync(join(folder, weightsFile.safetensors)) ? 'safetensors' : undefined
}

/** The files of a form that a folder has, measured: what a build is from. */
export async function measureSource(folder: string, form: SourceForm): Promise<readonly ModelFile[]> {
  const present = [weightsFile[form], ...companions].filter((name) => existsSync(join(folder, name)))
  const files: ModelFile[] = []
  for (const name of present) files.push(await measureFile(join(folder, name)))
  return files
}
