import { type Example, indexVectors, type KnowledgeBase, QueryVectors } from '@souffleur/assist'
import { makeVectors, withVectors } from '../intent/vectors.ts'
import { type EvaluationEmbedder, evaluationEmbedder, WORDS_ALONE } from '../retrieval/embedder.ts'

/** What texts mean, as calls know it; every part is a no-op where words alone have to do. */
export interface EvaluationMeaning {
  readonly models: readonly string[]
  readonly queries: QueryVectors | undefined
  index(base: KnowledgeBase): Promise<void>
  withVectors(examples: readonly Example[]): Promise<readonly Example[]>
  close(): Promise<void>
}

const wordsAlone: EvaluationMeaning = {
  models: [],
  queries: undefined,
  index: async () => undefined,
  withVectors: async (examples) => examples,
  close: async () => undefined,
}

/** @param vectors `none` for words alone, which they are too where the model isn't installed */
export async function openMeaning(vectors: string | undefined, progress: (line: string) => void): Promise<EvaluationMeaning> {
  const embedder = vectors === WORDS_ALONE ? undefined : await evaluationEmbedder()
  return embedder === undefined ? wordsAlone : meaningBy(embedder, progress)
}

function meaningBy(embedder: EvaluationEmbedder, progress: (line: string) => void): EvaluationMeaning {
  const ofQuery = async (text: string): Promise<Float32Array> => {
    const [vector] = await embedder.embed([text], 'query')
    if (vector === undefined) throw new Error('no vector came')
    return vector
  }
  return {
    models: [embedder.name],
    queries: new QueryVectors(ofQuery),
    async index(base) {
      await indexVectors(base, async (texts) => [...(await embedder.embed(texts, 'passage'))])
    },
    async withVectors(examples) {
      const texts = examples.map(({ text }) => text)
      return withVectors(examples, await makeVectors(embedder, texts, progress))
    },
    close: () => embedder.close(),
  }
}
