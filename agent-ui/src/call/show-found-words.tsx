import { create } from '@bufbuild/protobuf'
import { EvidenceSchema } from '@souffleur/proto'
import { useSearch } from '@tanstack/react-router'
import { useEffect } from 'react'
import { useEvidence } from './evidence-context.tsx'

/** Somebody who comes from a search sees the words that were found first. */
export function ShowFoundWords() {
  const { at, start, end } = useSearch({ from: '/calls/$callId' })
  const { show } = useEvidence()
  useEffect(() => {
    if (at === undefined) return
    show([create(EvidenceSchema, { utteranceId: at, charStart: start ?? 0, charEnd: end ?? 0 })])
  }, [at, start, end, show])
  return null
}
