import { halfFloats } from '../half-floats.ts'
import { elementType, OnnxGraph } from '../onnx/onnx-graph.ts'
import { BLOCK, type E5Dims, type E5File, type Q4Matrix } from './e5-file.ts'

/** MatMulNBits stores a number of 8 bits above 128; the file's numbers of 4 bits are above 8. */
const SHIFT = 128 - 8
/** Added to the attention scores of padding: far below any real one. */
const FAR = 10_000

/**
 * Writes the model as a graph: `ids` and `mask` [texts, tokens] -> `vectors` [texts, width], each of length 1: a BERT (Devlin et al. 2018)
 * whose last layer is averaged over the tokens of a text (Wang et al. 2022). The weights are those of the file, exactly: products with
 * matrices run on numbers of 8 bits, so that texts don't depend on what else is in a batch.
 */
export async function writeE5Graph(path: string, file: E5File): Promise<void> {
  const writer = new E5GraphWriter(file)
  let x = writer.embedding()
  for (let layer = 0; layer < file.dims.layers; layer += 1) x = writer.layer(x, `l${layer}`)
  writer.average(x, 'vectors')
  const { int64, float32 } = elementType
  await writer.graph.write(
    path,
    ['ids', 'mask'].map((name) => ({ name, type: int64, dims: ['texts', 'tokens'] })),
    [{ name: 'vectors', type: float32, dims: ['texts', file.dims.width] }],
  )
}

class E5GraphWriter {
  readonly graph = new OnnxGraph()
  readonly #file: E5File
  readonly #dims: E5Dims
  /** 1 for a token, 0 for padding; [texts, tokens]. */
  readonly #mask: string
  /** [texts, 1, 1, tokens] */
  readonly #padding: string

  constructor(file: E5File) {
    this.#file = file
    this.#dims = file.dims
    const { graph } = this
    this.#mask = graph.operator('Cast', ['mask'], { to: elementType.float32 })
    const lacking = graph.operator('Sub', [graph.operator('Unsqueeze', [this.#mask, graph.integers(1, 2)]), graph.float(1)])
    this.#padding = graph.operator('Mul', [lacking, graph.float(FAR)])
  }

  /** The table of words stays in 4 bits: only the rows of the text are unpacked. */
  embedding(): string {
    const { graph } = this
    const { width, vocabulary, positions } = this.#dims
    const length = graph.operator('Slice', [graph.operator('Shape', ['ids']), graph.integers(1), graph.integers(2)])
    const table = graph.constant('positions', [positions, width], this.#file.floats('emb.pos', positions * width))
    const places = graph.operator('Slice', [table, graph.integers(0), length, graph.integers(0)])
    // There are two types of text; everything here is of the first.
    const type = graph.constant('type', [1, width], this.#file.floats('emb.type', 2 * width).slice(0, width))
    const words = this.#rows(this.#file.matrix('emb.word', vocabulary, width))
    return this.#norm(graph.operator('Add', [words, graph.operator('Add', [places, type])]), 'emb.ln')
  }

  layer(x: string, name: string): string {
    const { graph } = this
    const { width, feedForward } = this.#dims
    const attended = this.#attention(x, name)
    const summed = graph.operator('Add', [x, this.#linear(attended, `${name}.ao`, width, width)])
    const y = this.#norm(summed, `${name}.aln`)
    const inner = graph.operator('Gelu', [this.#linear(y, `${name}.fi`, feedForward, width)])
    return this.#norm(graph.operator('Add', [y, this.#linear(inner, `${name}.fo`, width, feedForward)]), `${name}.oln`)
  }

  average(x: string, output: string): void {
    const { graph } = this
    const column = graph.operator('Unsqueeze', [this.#mask, graph.integers(-1)])
    const sum = (values: string) => graph.operator('ReduceSum', [values, graph.integers(1)], { keepdims: 0 })
    const mean = graph.operator('Div', [sum(graph.operator('Mul', [x, column])), sum(column)])
    graph.operator('LpNormalization', [mean], { axis: -1, p: 2 }, output)
  }

  #attention(x: string, name: string): string {
    const { graph } = this
    const { width, heads } = this.#dims
    const size = width / heads
    const part = (letter: string, perm: readonly number[]) => {
      const product = this.#linear(x, `${name}.${letter}`, width, width)
      return graph.operator('Transpose', [graph.operator('Reshape', [product, graph.integers(0, 0, heads, size)])], { perm })
    }
    const products = graph.operator('MatMul', [part('q', [0, 2, 1, 3]), part('k', [0, 2, 3, 1])])
    const scores = graph.operator('Mul', [products, graph.float(size ** -0.5)])
    const shares = graph.operator('Softmax', [graph.operator('Add', [scores, this.#padding])], { axis: -1 })
    const taken = graph.operator('Transpose', [graph.operator('MatMul', [shares, part('v', [0, 2, 1, 3])])], { perm: [0, 2, 1, 3] })
    return graph.operator('Reshape', [taken, graph.integers(0, 0, width)])
  }

  #norm(x: string, name: string): string {
    const { graph } = this
    const { width, normEpsilon } = this.#dims
    const [scale = '', shift = ''] = ['w', 'b'].map((part) =>
      graph.constant(`${name}.${part}`, [width], this.#file.floats(`${name}.${part}`, width)),
    )
    return graph.operator('LayerNormalization', [x, scale, shift], { axis: -1, epsilon: { float: normEpsilon } })
  }

  #linear(x: string, name: string, outputs: number, inputs: number): string {
    const { graph } = this
    const { scales, packed } = this.#file.matrix(`${name}.w`, outputs, inputs)
    const blocks = inputs / BLOCK
    const product = graph.microsoftOperator(
      'MatMulNBits',
      [
        x,
        graph.constant(`${name}.numbers`, [outputs, blocks, BLOCK], inBytes(packed)),
        graph.constant(
          `${name}.scales`,
          [outputs * blocks],
          Float32Array.from(scales, (half) => halfFloats[half] ?? 0),
        ),
      ],
      // Accuracy 4: what comes in is rounded to 8 bits too, a block at a time.
      { K: inputs, N: outputs, bits: 8, block_size: BLOCK, accuracy_level: 4 },
    )
    return graph.operator('Add', [product, graph.constant(`${name}.b`, [outputs], this.#file.floats(`${name}.b`, outputs))])
  }

  /** [texts, tokens, width] */
  #rows({ scales, packed }: Q4Matrix): string {
    const { graph } = this
    const { width, vocabulary } = this.#dims
    const blocks = width / BLOCK
    const bytes = graph.operator('Gather', [graph.constant('words', [vocabulary, blocks, BLOCK / 2], packed), 'ids'])
    const low = graph.operator('BitwiseAnd', [bytes, graph.constant('low half', [], Uint8Array.of(15))])
    const high = graph.operator('BitShift', [bytes, graph.constant('half a byte', [], Uint8Array.of(4))], { direction: 'RIGHT' })
    const numbers = graph.operator('Cast', [graph.operator('Concat', [low, high], { axis: -1 })], { to: elementType.float32 })
    const centred = graph.operator('Sub', [numbers, graph.float(8)])
    const halves = graph.operator('Gather', [graph.constant('word scales', [vocabulary, blocks], scales), 'ids'])
    const factors = graph.operator('Unsqueeze', [graph.operator('Cast', [halves], { to: elementType.float32 }), graph.integers(-1)])
    return graph.operator('Reshape', [graph.operator('Mul', [centred, factors]), graph.integers(0, 0, width)])
  }
}

/** One number a byte, in the order of the row. */
function inBytes(packed: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(2 * packed.length)
  const half = BLOCK / 2
  for (let place = 0; place < packed.length; place += 1) {
    const byte = packed[place] ?? 0
    const at = Math.floor(place / half) * BLOCK + (place % half)
    bytes[at] = (byte & 15) + SHIFT
    bytes[at + half] = (byte >> 4) + SHIFT
  }
  return bytes
}
