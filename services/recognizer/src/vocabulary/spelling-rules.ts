/** How a stretch of letters sounds. The first rule of a letter that fits wins. */
export interface SpellingRule {
  readonly pattern: RegExp
  readonly sounds: string
}

export type SpellingRules = ReadonlyMap<string, readonly SpellingRule[]>

/**
 * Reads a table: a line for each rule, `letters sounds`, where letters are a regular expression (with what comes before and after in
 * look-behind and look-ahead) and `-` stands for silence.
 */
export function spellingRules(table: string): SpellingRules {
  const rules = new Map<string, SpellingRule[]>()
  for (const line of table.trim().split('\n')) {
    const [letters = '', sounds = ''] = line.trim().split(/\s+/)
    const rule = { pattern: new RegExp(letters, 'uy'), sounds: sounds === '-' ? '' : sounds }
    for (const first of firstLetters(letters)) rules.set(first, [...(rules.get(first) ?? []), rule])
  }
  return rules
}

/** @param word in lower case, without anything that isn't a letter or a digit */
export function soundsOfWord(word: string, rules: SpellingRules): string {
  let sounds = ''
  let at = 0
  while (at < word.length) {
    const letter = word[at] ?? ''
    const end = at
    for (const { pattern, sounds: heard } of rules.get(letter) ?? []) {
      pattern.lastIndex = at
      const found = pattern.exec(word)
      if (found === null) continue
      sounds += heard
      at += Math.max(1, found[0].length)
      break
    }
    if (at > end) continue
    if (/\d/.test(letter)) sounds += letter
    at += 1
  }
  // Doubled letters of different rules are one sound.
  return sounds.replace(/(\D)\1+/g, '$1')
}

/** The letters that a pattern may begin with: one, or a class in brackets; look-behinds and `^` come before. */
function firstLetters(pattern: string): readonly string[] {
  const start = pattern.replace(/^(?:\^|\(\?<[!=][^)]*\))*/u, '')
  const [, members] = /^\[([^\]]+)\]/u.exec(start) ?? []
  return [...(members ?? start.slice(0, 1))]
}
