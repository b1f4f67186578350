/** Frames of AudioSocket, written by hand: what a test says must not come from the code that it tests. */
export const hangup = Uint8Array.of(0x00, 0x00, 0x00)

export function uuid(text: string): Buffer {
  return Buffer.from(`010010${text.replaceAll('-', '')}`, 'hex')
}

/** @param type 0x10 is 8 kHz */
export function audio(payload: Uint8Array, type = 0x10): Buffer {
  return Buffer.concat([Uint8Array.of(type, payload.length >> 8, payload.length & 0xff), payload])
}
