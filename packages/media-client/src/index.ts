export * from './native-stream-client.ts'
export type { PeerError } from './server-messages.ts'
export * from './stream-wav.ts'
export * from './telephony-client.ts'
