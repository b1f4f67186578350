import { foldText, lexemesOf } from '@souffleur/language'

/** Brands, products, authors and heads of state: they look like names and tell nothing about a caller. Organisations add theirs (`keep`). */
const phrases = `
visa premier|visa electron|leroy merlin|yves rocher|yves saint laurent|jean paul gaultier|louis vuitton|christian dior|marie claire|paris match|saint laurent|pierre cardin|jacques vabre|michel et augustin|jean coutu|jules|andre|renault clio|renault megane|renault zoe|mercedes|mercedes benz|alfa romeo|aston martin|
john lewis|marks and spencer|morgan stanley|jp morgan|charles schwab|wells fargo|fred perry|paul smith|ted baker|tommy hilfiger|calvin klein|ralph lauren|johnnie walker|jack daniel's|jack daniels|jim beam|captain morgan|harley davidson|john deere|ben and jerry's|ben & jerry's|wendy's|mcdonald's|mcdonald|sainsbury's|lloyds|barclays|morrisons|
thomas cook|american express|western union|william hill|paddy power|stanley black|johnson & johnson|procter & gamble|ernst & young|arthur andersen|price waterhouse|sherwin williams|charles tyrwhitt|hugo boss|giorgio armani|dolce gabbana|levi's|cartier|peugeot|citroen|ferrari|chevrolet|porsche|philips|siemens|bosch|michelin|danone|bonduelle|lesieur|findus|
emmanuel macron|charles de gaulle|victor hugo|jules ferry|jean moulin|jean jaures|jules verne|louis pasteur|marie curie|emile zola|albert camus|moliere|napoleon|jeanne d'arc|georges pompidou|francois mitterrand|jacques chirac|nicolas sarkozy|francois hollande|simone veil|leon blum|georges clemenceau|general leclerc|marechal foch|voltaire|
king charles|queen elizabeth|prince william|princess diana|boris johnson|tony blair|margaret thatcher|winston churchill|barack obama|donald trump|joe biden|george washington|abraham lincoln|martin luther king|william shakespeare|charles dickens|jane austen|albert einstein|isaac newton|elon musk|bill gates|steve jobs|taylor swift|elvis presley|john lennon|michael jackson|harry potter|james bond|sherlock holmes|mickey mouse|father christmas|santa claus|saint valentin|saint nicolas|pere noel|virgin mary|jesus christ|murphy's law|moore's law|alzheimer|parkinson|down syndrome|crohn`

/** Folded words by their first word. */
const byFirst = new Map<string, string[][]>()
for (const phrase of phrases.replaceAll('\n', '').split('|')) {
  const words = lexemesOf(phrase).map(({ folded }) => folded)
  const [first] = words
  if (first !== undefined) byFirst.set(first, [...(byFirst.get(first) ?? []), words])
}

/** How many of the lexemes from `index` on are a public name; 0 where none begins. */
export function publicNameLength(lexemes: readonly { readonly folded: string }[], index: number): number {
  let longest = 0
  for (const words of byFirst.get(lexemes[index]?.folded ?? '') ?? []) {
    if (words.length > longest && words.every((word, offset) => lexemes[index + offset]?.folded === word)) longest = words.length
  }
  return longest
}

/** Whether an organisation keeps the words from `index` on. */
export function keptLength(lexemes: readonly { readonly folded: string }[], index: number, keep: ReadonlySet<string>): number {
  if (keep.size === 0) return 0
  let joined = ''
  let length = 0
  for (let count = 1; count <= 6 && index + count <= lexemes.length; count += 1) {
    joined += `${count > 1 ? ' ' : ''}${lexemes[index + count - 1]?.folded ?? ''}`
    if (keep.has(foldText(joined))) length = count
  }
  return length
}
