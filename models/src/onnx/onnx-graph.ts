import { open } from 'node:fs/promises'
import { ProtobufMessage } from './protobuf-message.ts'

/** Field numbers of onnx.proto (github.com/onnx/onnx, onnx/onnx.proto), which every release keeps. */
const model = { irVersion: 1, producer: 2, graph: 7, operators: 8 }
const operatorSet = { domain: 1, version: 2 }
const graph = { node: 1, name: 2, initializer: 5, input: 11, output: 12 }
const node = { input: 1, output: 2, name: 3, operator: 4, attribute: 5, domain: 7 }
const attribute = { name: 1, float: 2, integer: 3, integers: 8, text: 4, type: 20 }
const attributeType = { float: 1, integer: 2, text: 3, integers: 7 }
const tensor = { dims: 1, type: 2, name: 8, raw: 9 }
const value = { name: 1, type: 2 }
const valueType = { tensor: 1 }
const tensorType = { element: 1, shape: 2 }
const shape = { dimension: 1 }
const dimension = { size: 1, name: 2 }

export const elementType = { float32: 1, uint8: 2, int8: 3, int64: 7, float16: 10 } as const
export type ElementType = (typeof elementType)[keyof typeof elementType]

const IR_VERSION = 9
const OPSET = 20
/** Operators of onnxruntime that the standard doesn't have. */
const MICROSOFT = 'com.microsoft'

/** A number is an integer attribute; a float one is marked, since both are numbers here. */
export type Attribute = number | readonly number[] | string | { readonly float: number }

type ConstantValues = Float32Array | Uint8Array | Int8Array | Uint16Array | BigInt64Array

type Attributes = Readonly<Record<string, Attribute>>

interface OnnxNode {
  readonly name: string
  readonly inputs: readonly string[]
  readonly attributes: Attributes
  readonly outputs: readonly string[]
  readonly domain: string
}

export interface TensorDeclaration {
  readonly name: string
  readonly type: ElementType
  /** Sizes, or names of sizes that are known at run time only. */
  readonly dims: readonly (number | string)[]
}

/** Writes an ONNX model, operator by operator. A value is its name. */
export class OnnxGraph {
  readonly #nodes: ProtobufMessage[] = []
  readonly #initializers = new Map<string, ProtobufMessage>()
  #names = 0

  /** A constant. The same name gives the same constant. Numbers of 16 bits are floats, by their bits. */
  constant(name: string, dims: readonly number[], values: ConstantValues): string {
    if (!this.#initializers.has(name)) {
      const message = new ProtobufMessage()
      for (const size of dims) message.integer(tensor.dims, size)
      message.integer(tensor.type, typeOf(values)).text(tensor.name, name)
      message.bytes(tensor.raw, new Uint8Array(values.buffer, values.byteOffset, values.byteLength))
      this.#initializers.set(name, message)
    }
    return name
  }

  integers(...values: readonly number[]): string {
    return this.constant(`integers ${values.join(' ')}`, [values.length], BigInt64Array.from(values, BigInt))
  }

  integer(value: number): string {
    return this.constant(`integer ${value}`, [], BigInt64Array.of(BigInt(value)))
  }

  float(value: number): string {
    return this.constant(`float ${value}`, [], Float32Array.of(value))
  }

  /**
   * An operator with one output.
   * @param output the name under which it leaves the graph, if it does
   */
  operator(name: string, inputs: readonly string[], attributes: Attributes = {}, output = this.#unusedName(name)): string {
    this.#add({ name, inputs, attributes, outputs: [output], domain: '' })
    return output
  }

  operators(name: string, inputs: readonly string[], attributes: Attributes, outputCount: number): string[] {
    const outputs = Array.from({ length: outputCount }, () => this.#unusedName(name))
    this.#add({ name, inputs, attributes, outputs, domain: '' })
    return outputs
  }

  /** An operator that only onnxruntime has: github.com/microsoft/onnxruntime, docs/ContribOperators.md. */
  microsoftOperator(name: string, inputs: readonly string[], attributes: Attributes = {}): string {
    const output = this.#unusedName(name)
    this.#add({ name, inputs, attributes, outputs: [output], domain: MICROSOFT })
    return output
  }

  /** @throws what the file system throws: a full disk above all. */
  async write(path: string, inputs: readonly TensorDeclaration[], outputs: readonly TensorDeclaration[]): Promise<void> {
    const main = new ProtobufMessage()
    for (const one of this.#nodes) main.message(graph.node, one)
    main.text(graph.name, 'souffleur')
    for (const one of this.#initializers.values()) main.message(graph.initializer, one)
    for (const one of inputs) main.message(graph.input, declared(one))
    for (const one of outputs) main.message(graph.output, declared(one))
    const whole = new ProtobufMessage()
      .integer(model.irVersion, IR_VERSION)
      .text(model.producer, 'souffleur')
      .message(model.graph, main)
      .message(model.operators, new ProtobufMessage().text(operatorSet.domain, '').integer(operatorSet.version, OPSET))
      .message(model.operators, new ProtobufMessage().text(operatorSet.domain, MICROSOFT).integer(operatorSet.version, 1))
    const file = await open(path, 'w')
    try {
      await file.writev([...whole.pieces])
    } finally {
      await file.close()
    }
  }

  #unusedName(operator: string): string {
    this.#names += 1
    return `${operator} ${this.#names}`
  }

  #add({ name, inputs, attributes, outputs, domain }: OnnxNode): void {
    const message = new ProtobufMessage()
    for (const input of inputs) message.text(node.input, input)
    for (const output of outputs) message.text(node.output, output)
    message.text(node.name, outputs[0] ?? name).text(node.operator, name)
    for (const [key, content] of Object.entries(attributes)) message.message(node.attribute, attributeOf(key, content))
    if (domain !== '') message.text(node.domain, domain)
    this.#nodes.push(message)
  }
}

function typeOf(values: ConstantValues): ElementType {
  if (values instanceof Float32Array) return elementType.float32
  if (values instanceof Uint8Array) return elementType.uint8
  if (values instanceof Int8Array) return elementType.int8
  return values instanceof Uint16Array ? elementType.float16 : elementType.int64
}

function attributeOf(name: string, content: Attribute): ProtobufMessage {
  const message = new ProtobufMessage().text(attribute.name, name)
  if (typeof content === 'number') return message.integer(attribute.integer, content).integer(attribute.type, attributeType.integer)
  if (typeof content === 'string') return message.text(attribute.text, content).integer(attribute.type, attributeType.text)
  if ('float' in content) return message.float(attribute.float, content.float).integer(attribute.type, attributeType.float)
  for (const one of content) message.integer(attribute.integers, one)
  return message.integer(attribute.type, attributeType.integers)
}

function declared({ name, type, dims }: TensorDeclaration): ProtobufMessage {
  const sizes = new ProtobufMessage()
  for (const size of dims) {
    const one = new ProtobufMessage()
    sizes.message(shape.dimension, typeof size === 'string' ? one.text(dimension.name, size) : one.integer(dimension.size, size))
  }
  const content = new ProtobufMessage().integer(tensorType.element, type).message(tensorType.shape, sizes)
  return new ProtobufMessage().text(value.name, name).message(value.type, new ProtobufMessage().message(valueType.tensor, content))
}
