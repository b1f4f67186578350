import { lexemesOf } from '@souffleur/language'

/** How surely words before a name announce one. "strong": any word may follow; "weak": it has to look like a name. */
export type Strength = 'strong' | 'weak' | 'title'

const strong = `
je m'appelle|m'appelle|s'appelle|t'appelles|mon nom est|mon nom c'est|mon nom de famille est|mon nom de famille c'est|nom de famille|nom de jeune fille|mon prenom est|mon prenom c'est|le prenom c'est|le nom c'est|nom :|prenom :|nom c'est|prenom c'est|prenom|
au nom de|au nom et prenom de|vous etes au telephone avec|vous parlez a|vous parlez avec|se nomme|nomme|nommee|signe :|signature :|madame ou monsieur|
my name is|my name's|name is|name's|names|his name is|her name is|their name is|first name|last name|surname|surname is|family name|maiden name|full name|middle name|first name is|last name is|name :|under the name|under the name of|in the name of|by the name of|
calls me|named|signed :|you're speaking with|you are speaking with|you're speaking to|you are speaking to|you're through to|my husband's name is|my wife's name is|known as|goes by|account holder is|patient name :|cardholder :|
attn :|attention :|contact :|husband is called|husband was called|wife is called|wife was called|son is called|son was called|daughter is called|daughter was called|brother is called|brother was called|sister is called|sister was called|mother is called|mother was called|father is called|father was called|mum is called|mum was called|dad is called|dad was called|partner is called|partner was called|friend is called|friend was called|colleague is called|colleague was called|boss is called|boss was called|neighbour is called|neighbour was called|i'm called|i am called|beneficiary :|beneficiaire :|titulaire :|destinataire :|from :|to :`
const weak = `
je suis|c'est|moi c'est|ici|de la part de|parler a|parle a|parler avec|bonjour|bonsoir|merci|salut|cher|chere|allo|mon mari|ma femme|mon fils|ma fille|mon frere|ma soeur|mon pere|ma mere|mon epoux|mon epouse|mon conjoint|ma conjointe|mon collegue|ma collegue|
conseiller|conseillere|cordialement|
i'm|i am|this is|it's|it is|he is|she is|he's|she's|hi|hello|hey|dear|thanks|thank you|good morning|good afternoon|good evening|speak to|speak with|speaking to|speaking with|talk to|talked to|talking to|spoke to|spoke with|
my husband|my wife|my son|my daughter|my brother|my sister|my mother|my father|my mum|my dad|my partner|my friend|my colleague|my boss|my neighbour|regards|sincerely|cheers|said|told|asked|met|call me|behalf of|named him|named her|under|my kid|my child|my cousin|my uncle|my aunt|my nephew|my niece|my lawyer|my landlord|my tenant|says|wrote|writes|by|ask for|mon cousin|ma cousine|mon oncle|ma tante|mon neveu|ma niece|mon voisin|ma voisine|mon ami|mon amie|mon avocat|mon locataire|singer|songwriter|producer|player|writer|author|actor|actress|commenter|director|agent|advisor|manager|driver|technician|teacher|surgeon|nurse|user|owner|tenant|guest|patient|founder|friend|technicien|livreur|gerant|auteur|chanteur|chanteuse|patiente|locataire|gender of|life of|profile of
`
const titles = `
monsieur|madame|mademoiselle|mme|mlle|mr|mrs|ms|miss|dr|docteur|doctor|prof|professeur|professor|maitre|messrs|sir|lady|lord|reverend|rev|father|captain|sergeant|m.|mr.|mrs.|ms.|dr.|prof.|mme.|mlle.|st.|frau|herr|senor|senora|signor|signora`

const byLast = new Map<string, { words: string[]; strength: Strength }[]>()
for (const [strength, list] of [
  ['strong', strong],
  ['weak', weak],
  ['title', titles],
] as const) {
  for (const phrase of list.replaceAll('\n', '').split('|')) {
    const words = lexemesOf(phrase.trim()).map(({ folded }) => folded)
    const last = words.at(-1)
    if (last !== undefined) byLast.set(last, [...(byLast.get(last) ?? []), { words, strength }])
  }
}
const ranks: Record<Strength, number> = { weak: 0, title: 1, strong: 2 }

/** What the words right before `index` announce; the surest reading, and how many words it takes. */
export function introductionBefore(
  lexemes: readonly { readonly folded: string }[],
  index: number,
): { strength: Strength; length: number } | undefined {
  let best: { strength: Strength; length: number } | undefined
  for (const { words, strength } of byLast.get(lexemes[index - 1]?.folded ?? '') ?? []) {
    if (best !== undefined && ranks[strength] < ranks[best.strength]) continue
    const begin = index - words.length
    if (begin >= 0 && words.every((word, offset) => lexemes[begin + offset]?.folded === word)) best = { strength, length: words.length }
  }
  return best
}

/** After these somebody is addressed, or says who they are: a name alone, known or not, ends the phrase. */
export const vocatives: ReadonlySet<string> = new Set([
  'hi',
  'hello',
  'hey',
  'dear',
  'thanks',
  'you',
  "i'm",
  'am',
  'merci',
  'bonjour',
  'bonsoir',
  'salut',
  'cher',
  'chere',
  'morning',
  'afternoon',
  'evening',
])

/** Verbs that follow a person's name. */
export const personVerbs: ReadonlySet<string> = new Set(
  `said says told tells asked asks explained explains wrote writes began lives lived works worked called calls replied answered complained insisted listed points pointed thinks wants wanted bought paid moved plays played sings joined married died
  habite travaille dit demande explique appelle raconte veut voulait pense souhaite`
    .trim()
    .split(/\s+/),
)

/** Streets, places and organisations that carry a person's name. */
export const notPersonBefore: ReadonlySet<string> = new Set(
  `rue avenue boulevard place square quai impasse chemin allee route cours lycee college ecole universite hopital clinique gare aeroport stade station metro garage cabinet agence magasin restaurant hotel fondation pont parc prix societe groupe
  entreprise banque residence batiment centre eglise cathedrale pharmacie boulangerie cite ville commune port tour musee theatre laboratoire laboratoires maison editions concessionnaire boutique brasserie saint sainte mont lac
  mount lake port fort saint san santa santo cape hotel university college team company brand model store radio forest island bay river`
    .trim()
    .split(/\s+/),
)
export const notPersonAfter: ReadonlySet<string> = new Set(
  `street st road rd avenue ave lane ln drive dr boulevard blvd square court close crescent terrace way place park bank group ltd limited inc plc llc llp gmbh ag corp corporation co company companies airport station hospital university school college
  stadium foundation prize award hotel store stores insurance assurances assurance sons partners brothers orchestra city town county bridge theorem syndrome disease law laws street's centre center museum theatre gallery island bay beach hill hills river lake
  valley sa sarl sas sasu et associes cie freres immobilier automobiles voyages festival cup league club fc united house hall tower building services solutions systems technologies industries holdings international consulting records magazine news times post force committee council agency office service union association federation ministry department society team trust journal mall plaza`
    .trim()
    .split(/\s+/)
    .filter((word) => word !== 'et' && word !== 'st' && word !== 'dr'),
)
