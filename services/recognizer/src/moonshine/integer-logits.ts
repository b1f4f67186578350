import { delimitedField, type Field, readFields, textField, textsOf, varintField, writeFields } from '../onnx/protobuf-fields.ts'

/** Field numbers of onnx.proto. */
const model = { graph: 7 }
const graph = { node: 1 }
const node = { input: 1, output: 2, operator: 4, attribute: 5 }
const attribute = { name: 1, integer: 3, subgraph: 6, type: 20 }
const INTEGER_ATTRIBUTE = 2
const FLOAT_TENSOR = 1

const LOGITS = 'logits'

/**
 * The published decoder multiplies with the vocabulary's matrix in float32, though it is stored in 8 bits: unpacked, it takes 55 MB in
 * each of the graph's two branches, and reading it is more than half the time of a token. This writes the same product as all the
 * other layers have it: the activations are quantised as they come, and the integers are multiplied.
 *
 * @param bytes `decoder_model_merged.onnx`. Returned as it is when it isn't written as expected.
 */
export function withIntegerLogits(bytes: Uint8Array): Uint8Array {
  return editMessages(bytes, model.graph, (main) =>
    editMessages(main, graph.node, (branching) =>
      editMessages(branching, node.attribute, (one) => editMessages(one, attribute.subgraph, editBranch)),
    ),
  )
}

function editMessages(message: Uint8Array, number: number, edit: (content: Uint8Array) => Uint8Array): Uint8Array {
  return writeFields(
    readFields(message).map((field) => {
      if (field.number !== number) return field
      const edited = edit(field.content)
      return edited === field.content ? field : delimitedField(number, edited)
    }),
  )
}

function editBranch(branch: Uint8Array): Uint8Array {
  const fields = readFields(branch)
  const product = fields.find((field) => isOperator(field, 'MatMul', LOGITS))
  if (product === undefined) return branch
  const [activations = '', matrix = ''] = inputsOf(product)
  const unpacking = fields.find((field) => isOperator(field, 'DequantizeLinear', matrix))
  if (unpacking === undefined) return branch
  const [packed = '', scale = '', zeroPoint = ''] = inputsOf(unpacking)
  const replacement = integerProduct({ activations, packed, scale, zeroPoint })
  return writeFields(fields.flatMap((field) => (field === unpacking ? [] : field === product ? replacement : [field])))
}

interface ProductInputs {
  readonly activations: string
  readonly packed: string
  readonly scale: string
  readonly zeroPoint: string
}

function integerProduct({ activations, packed, scale, zeroPoint }: ProductInputs): Field[] {
  const [quantised, activationScale, activationZero] = ['quantised', 'scale', 'zero'].map((part) => `${LOGITS}_${part}`) as [
    string,
    string,
    string,
  ]
  const toFloat = delimitedField(
    node.attribute,
    writeFields([
      textField(attribute.name, 'to'),
      varintField(attribute.integer, FLOAT_TENSOR),
      varintField(attribute.type, INTEGER_ATTRIBUTE),
    ]),
  )
  return [
    operator('DynamicQuantizeLinear', [activations], [quantised, activationScale, activationZero]),
    operator('MatMulInteger', [quantised, packed, activationZero, zeroPoint], [`${LOGITS}_integer`]),
    operator('Cast', [`${LOGITS}_integer`], [`${LOGITS}_unscaled`], [toFloat]),
    operator('Mul', [activationScale, scale], [`${LOGITS}_both_scales`]),
    operator('Mul', [`${LOGITS}_unscaled`, `${LOGITS}_both_scales`], [LOGITS]),
  ]
}

function operator(name: string, inputs: readonly string[], outputs: readonly string[], attributes: readonly Field[] = []): Field {
  const fields = [
    ...inputs.map((input) => textField(node.input, input)),
    ...outputs.map((output) => textField(node.output, output)),
    textField(node.operator, name),
    ...attributes,
  ]
  return delimitedField(graph.node, writeFields(fields))
}

function isOperator(field: Field, name: string, output: string): boolean {
  if (field.number !== graph.node) return false
  const fields = readFields(field.content)
  return textsOf(fields, node.operator)[0] === name && textsOf(fields, node.output)[0] === output
}

function inputsOf(field: Field): string[] {
  return textsOf(readFields(field.content), node.input)
}
