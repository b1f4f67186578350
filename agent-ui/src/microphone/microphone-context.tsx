import { createContext, type ReactNode, use, useEffect, useState, useSyncExternalStore } from 'react'
import { MicrophoneCall, type MicrophoneState } from './microphone-call.ts'

const MicrophoneContext = createContext<MicrophoneCall | undefined>(undefined)

/** Its call ends with it: when its owner signs out. */
export function MicrophoneProvider({ children }: { readonly children: ReactNode }) {
  const [microphone] = useState(() => new MicrophoneCall())
  useEffect(() => () => microphone.stop(), [microphone])
  return <MicrophoneContext value={microphone}>{children}</MicrophoneContext>
}

export function useMicrophone(): { readonly microphone: MicrophoneCall; readonly state: MicrophoneState } {
  const microphone = use(MicrophoneContext)
  if (microphone === undefined) throw new Error('useMicrophone outside of MicrophoneProvider')
  return { microphone, state: useSyncExternalStore(microphone.subscribe, microphone.state) }
}
