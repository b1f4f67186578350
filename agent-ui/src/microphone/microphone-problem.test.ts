import { describe, expect, it } from 'vitest'
import { microphoneProblem } from './microphone-problem.ts'
import { streamAddress } from './native-socket.ts'

describe('a microphone that does not open', () => {
  it.each([
    ['NotAllowedError', 'microphone.denied'],
    ['SecurityError', 'microphone.denied'],
    ['NotFoundError', 'microphone.missing'],
    ['OverconstrainedError', 'microphone.missing'],
    ['NotReadableError', 'microphone.missing'],
  ])('for %s says %s', (name, code) => {
    expect(microphoneProblem(new DOMException('', name))).toBe(code)
  })
})

describe('the address of the audio socket', () => {
  it('is the page’s own, with its own security', () => {
    expect(streamAddress({ protocol: 'http:', host: '127.0.0.1:8080' })).toBe('ws://127.0.0.1:8080/telephony/stream')
    expect(streamAddress({ protocol: 'https:', host: 'souffleur.example' })).toBe('wss://souffleur.example/telephony/stream')
  })
})
