import type { ProtocolName, TelephonyProtocol } from '../telephony-client.ts'
import { asteriskProtocol } from './asterisk-client.ts'
import { audioHookProtocol, connectAudioHook } from './audiohook-client.ts'
import { audioSocketProtocol } from './audiosocket-client.ts'
import { jambonzProtocol } from './jambonz-client.ts'
import { nativeProtocol } from './native-client.ts'
import { twilioProtocol } from './twilio-client.ts'

/** Every protocol that this package speaks. */
export const protocols: readonly TelephonyProtocol[] = [
  nativeProtocol,
  twilioProtocol,
  audioHookProtocol,
  jambonzProtocol,
  asteriskProtocol,
  audioSocketProtocol,
]

/** @throws RangeError for one that this package doesn't speak. */
export function protocolOf(name: ProtocolName): TelephonyProtocol {
  const protocol = protocols.find((each) => each.name === name)
  if (protocol === undefined) throw new RangeError(`protocol ${name}`)
  return protocol
}

export { asteriskProtocol, audioHookProtocol, audioSocketProtocol, connectAudioHook, jambonzProtocol, nativeProtocol, twilioProtocol }
