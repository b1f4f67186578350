/** Share of the reference's words that are wrong, missing or too many (Levenshtein distance over words). */
export function wordErrorRate(reference: string, heard: string): number {
  const [expected, actual] = [wordsOf(reference), wordsOf(heard)]
  let previous = Array.from({ length: actual.length + 1 }, (_, index) => index)
  for (const [row, word] of expected.entries()) {
    const current = [row + 1]
    for (const [column, other] of actual.entries()) {
      const substituted = (previous[column] ?? 0) + (word === other ? 0 : 1)
      current.push(Math.min(substituted, (previous[column + 1] ?? 0) + 1, (current[column] ?? 0) + 1))
    }
    previous = current
  }
  return expected.length === 0 ? 0 : (previous.at(-1) ?? 0) / expected.length
}

function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []
}
