/** Moonshine by the greedy loop of transformers.js, as its speech pipeline calls it. */
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { answerJob, textOption } from '../node-child.ts'

/** What is used of `@huggingface/transformers` and `llama-tokenizer-js`, by their type declarations. */
interface Transformers {
  readonly env: { localModelPath: string; allowRemoteModels: boolean }
  readonly Tensor: new (type: 'float32', data: Float32Array, dims: readonly number[]) => object
  readonly MoonshineForConditionalGeneration: { from_pretrained(name: string, options: object): Promise<Model> }
}
interface Model {
  generate(inputs: object): Promise<{ tolist(): bigint[][] }>
}
interface LlamaTokenizer {
  decode(tokens: readonly number[], addBosToken: boolean, addPrecedingSpace: boolean): string
}

const SAMPLE_RATE_HZ = 16_000
/** The pipeline's own limit: whole seconds count. */
const TOKENS_PER_SECOND = 6
/** Beyond are tokens that write nothing. */
const TEXT_TOKENS = 32_000
const FIRST_TEXT_TOKEN = 3

await answerJob(async (options) => {
  const require = createRequire(join(textOption(options, 'packages'), 'package.json'))
  const load = (name: string) => import(pathToFileURL(require.resolve(name)).href)
  const transformers: Transformers = await load('@huggingface/transformers')
  const tokenizer: LlamaTokenizer = (await load('llama-tokenizer-js')).default
  transformers.env.localModelPath = textOption(options, 'models')
  transformers.env.allowRemoteModels = false
  const model = await transformers.MoonshineForConditionalGeneration.from_pretrained('moonshine-base', {
    dtype: 'fp32',
    device: 'cpu',
    session_options: { intraOpNumThreads: Number(options.threads), interOpNumThreads: 1 },
  })
  return {
    version: `@huggingface/transformers ${textOption(options, 'version')}`,
    async recognise(samples) {
      const limit = Math.floor(samples.length / SAMPLE_RATE_HZ) * TOKENS_PER_SECOND
      const inputs = { input_values: new transformers.Tensor('float32', samples, [1, samples.length]), max_new_tokens: limit }
      const [tokens = []] = (await model.generate(inputs)).tolist()
      const text = tokens.map(Number).filter((token) => token >= FIRST_TEXT_TOKEN && token < TEXT_TOKENS)
      return tokenizer.decode(text, false, false).trim()
    },
  }
})
