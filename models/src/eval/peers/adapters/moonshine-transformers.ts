import { mkdir, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { modelPath } from '../../../model-files.ts'
import { runChild } from '../child.ts'
import { npmFolderWith } from '../packages.ts'
import type { Peer } from '../peer.ts'

const VERSION = '4.3.0'
const script = join(import.meta.dirname, 'moonshine-transformers-child.ts')

/** Sizes of Moonshine base, as the library wants them (Jeffries et al., 2024, table 1). */
const config = {
  ...{ model_type: 'moonshine', architectures: ['MoonshineForConditionalGeneration'], is_encoder_decoder: true, vocab_size: 32_768 },
  ...{ hidden_size: 416, encoder_num_hidden_layers: 8, decoder_num_hidden_layers: 8 },
  ...{ encoder_num_key_value_heads: 8, decoder_num_key_value_heads: 8, encoder_num_attention_heads: 8, decoder_num_attention_heads: 8 },
}
const generation = { bos_token_id: 1, decoder_start_token_id: 1, eos_token_id: 2, pad_token_id: 2, max_length: 194 }

/** The same Moonshine files as ours, by the loop of the library that they were made for. */
export const moonshineTransformers: Peer = {
  name: 'moonshine-transformers',
  languages: ['en'],
  async recognise(items, { cache, threads }) {
    const names = [`@huggingface/transformers@${VERSION}`, 'llama-tokenizer-js@1.2.2']
    const packages = await npmFolderWith(names, join(cache, 'transformers'))
    const models = join(cache, 'transformers-models')
    await layOut(join(models, 'moonshine-base'))
    const options = { packages, models, threads, version: VERSION }
    return runChild({ program: process.execPath, parameters: [script], options }, items)
  },
}

async function layOut(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true })
  await mkdir(join(folder, 'onnx'), { recursive: true })
  await writeFile(join(folder, 'config.json'), JSON.stringify(config))
  await writeFile(join(folder, 'generation_config.json'), JSON.stringify(generation))
  for (const name of ['encoder_model.onnx', 'decoder_model_merged.onnx']) {
    await symlink(modelPath('moonshine-base', name), join(folder, 'onnx', name))
  }
}
