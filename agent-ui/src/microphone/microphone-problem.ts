/** The code of what `getUserMedia` threw. Names: Media Capture and Streams, section 10.2. */
export function microphoneProblem(error: unknown): 'microphone.denied' | 'microphone.missing' {
  const name = error instanceof Error || error instanceof DOMException ? error.name : ''
  return name === 'NotAllowedError' || name === 'SecurityError' ? 'microphone.denied' : 'microphone.missing'
}
