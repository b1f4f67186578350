export { NativeStreamClient, type NativeStreamOptions, type StreamEnd, StreamRefused } from './native-stream-client.ts'
export { helloForWav, WavStream, type WavStreamOptions, type WavStreamReport } from './wav-stream.ts'
