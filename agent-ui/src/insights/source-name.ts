/** "article home-water-damage" is told apart from "reply open-claim" by its first word. */
export function sourceName(sourceId: string): string {
  const [kind = '', ...rest] = sourceId.split(' ')
  return kind === 'article' ? rest.join(' ') : sourceId
}
