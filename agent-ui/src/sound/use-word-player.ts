import { type CallStarted, SAMPLE_METADATA } from '@souffleur/proto'
import { useEffect, useMemo, useRef } from 'react'
import { useToasts } from '../app/toasts.tsx'
import { openCallSound, type SoundSource } from './call-sound.ts'
import { type SentRecordings, useSentRecordings } from './sent-recordings.tsx'
import { createWebAudioOutput } from './web-audio-output.ts'
import { WordPlayer } from './word-player.ts'

/** Undefined for a call whose sound nobody has kept: a telephone's or a microphone's. */
export function useWordPlayer(callId: string, started: CallStarted | undefined): WordPlayer | undefined {
  const recordings = useSentRecordings()
  const { sayError } = useToasts()
  // It changes with the language of the screens; what is being played must not stop for that.
  const onError = useRef(sayError)
  useEffect(() => {
    onError.current = sayError
  })
  const sampleId = started?.metadata[SAMPLE_METADATA]
  const player = useMemo(() => {
    const source = soundSource(callId, sampleId, recordings)
    if (source === undefined) return undefined
    const open = () => openCallSound(source)
    return new WordPlayer({ output: createWebAudioOutput(), open, everyFrame, onError: (error) => onError.current(error) })
  }, [callId, sampleId, recordings])
  useEffect(() => () => player?.close(), [player])
  return player
}

/** Whether words can be heard again. */
export function useHasSound(callId: string, started: CallStarted | undefined): boolean {
  return soundSource(callId, started?.metadata[SAMPLE_METADATA], useSentRecordings()) !== undefined
}

export function soundSource(callId: string, sampleId: string | undefined, recordings: Pick<SentRecordings, 'of'>): SoundSource | undefined {
  const recording = recordings.of(callId)
  if (recording !== undefined) return { kind: 'recording', ...recording }
  return sampleId === undefined ? undefined : { kind: 'sample', sampleId }
}

function everyFrame(run: () => void): () => void {
  let frame = requestAnimationFrame(function draw() {
    // Asked for first: what runs may be what ends it.
    frame = requestAnimationFrame(draw)
    run()
  })
  return () => cancelAnimationFrame(frame)
}
