/** Runs on the audio thread: hands each block of the first channel to the page. */
declare class AudioWorkletProcessor {
  readonly port: MessagePort
}
declare function registerProcessor(name: string, processor: new () => AudioWorkletProcessor): void

class CaptureProcessor extends AudioWorkletProcessor {
  process(inputs: readonly (readonly Float32Array[])[]): boolean {
    const block = inputs[0]?.[0]?.slice()
    if (block !== undefined) this.port.postMessage(block, [block.buffer])
    return true
  }
}

registerProcessor('capture', CaptureProcessor)
