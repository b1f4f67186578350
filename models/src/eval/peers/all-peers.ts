import { fasterWhisper } from './adapters/faster-whisper.ts'
import { moonshineTransformers } from './adapters/moonshine-transformers.ts'
import { pocketsphinx } from './adapters/pocketsphinx.ts'
import { souffleurLive, souffleurOffline } from './adapters/souffleur.ts'
import { souffleurRemote } from './adapters/souffleur-remote.ts'
import { whisperCpp } from './adapters/whisper-cpp.ts'
import type { Peer } from './peer.ts'

/** In the order in which they are measured and shown. */
export const allPeers: readonly Peer[] = [
  souffleurLive,
  souffleurOffline,
  souffleurRemote,
  ...fasterWhisper,
  whisperCpp,
  moonshineTransformers,
  pocketsphinx,
]
