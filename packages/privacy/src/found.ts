import type { PersonalDataType } from '@souffleur/proto'
import type { PersonalDataSpan } from './types.ts'

/** A span over lexemes or text, before masking decides. */
export type Found = PersonalDataSpan

export function foundAt(
  type: PersonalDataType,
  first: { readonly start: number } | undefined,
  last: { readonly end: number } | undefined,
  value: string,
  more: { readonly confidence?: number; readonly partial?: boolean; readonly label?: string } = {},
): Found[] {
  return first === undefined || last === undefined ? [] : [{ start: first.start, end: last.end, type, value, ...more }]
}

/** In order and without overlap: of two that overlap the earlier in the list wins. */
export function withoutOverlap(spans: readonly Found[]): Found[] {
  const ranked = spans.map((span, rank) => ({ span, rank })).toSorted((a, b) => a.span.start - b.span.start || a.rank - b.rank)
  const kept: { span: Found; rank: number }[] = []
  for (const one of ranked) {
    const last = kept.at(-1)
    if (last === undefined || one.span.start >= last.span.end) kept.push(one)
    else if (one.rank < last.rank) {
      kept.pop()
      const before = kept.at(-1)
      if (before === undefined || one.span.start >= before.span.end) kept.push(one)
    }
  }
  return kept.map(({ span }) => span)
}
