export type { CallConnection } from './call-connection.ts'
export { ASTERISK_PATH, createAsteriskDoor } from './doors/asterisk/asterisk-door.ts'
export type { AudioHookAccess } from './doors/audiohook/audiohook-access.ts'
export { AUDIOHOOK_PATH, createAudioHookDoor } from './doors/audiohook/audiohook-door.ts'
export {
  type AudioSocketDoor,
  type AudioSocketListener,
  type AudioSocketParts,
  createAudioSocketDoor,
} from './doors/audiosocket/audiosocket-door.ts'
export type { Door } from './doors/door.ts'
export { createJambonzDoor, JAMBONZ_PATH } from './doors/jambonz/jambonz-door.ts'
export { createNativeDoor, NATIVE_PATH } from './doors/native/native-door.ts'
export { noSourceKeys, type SigningKey, type SourceKeys, type TelephonySource } from './doors/source-keys.ts'
export { createTwilioDoor, TWILIO_PATH, type TwilioDoorOptions } from './doors/twilio/twilio-door.ts'
export { DroppedAudio } from './dropped-audio.ts'
export type { Endpoint } from './endpoint.ts'
export * from './gateway.ts'
export * from './gateway-config.ts'
export { metricNames } from './gateway-metrics.ts'
export { keepFramesShortLived } from './short-lived-objects.ts'
export type { Authorisation, Authorise } from './upgrade-gate.ts'
