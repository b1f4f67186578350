import type { Language } from './language.ts'

/**
 * Words that say nothing of the subject, folded. Question words stay out of the list where they carry meaning of their own
 * ("combien", "quand": amounts and dates answer them). Contractions are listed as the tokeniser gives them.
 */
const words: Record<Language, ReadonlySet<string>> = {
  fr: new Set(
    `a ai aie aient aies ait alors as au aucun aura aurai aurait aussi autre autres aux avaient avais avait avant avec avez avoir avons ayant
    bah bien bon c ca car ce ceci cela celle celles celui ces cet cette ceux chez ci comme d dans de des deja depuis des du donc elle elles en
    encore es est et etaient etais etait etant etes etre eu euh eux fait faire fais font faut fois hein hum il ils j je l la le les leur leurs lui m ma mais doit dois doivent
    me meme memes mes moi mon n ne ni non nos notre nous on ont or ou oui par parce pas peu peut peux plus pour pourquoi pouvez
    pourrais pourrait pourriez puis puisque qu quand que quel quelle quelles quels quelqu qui quoi s sa sans se sera serait ses si soi soit son sommes sont sous
    suis sur t ta tant te tes toi ton tous tout toute toutes tres tu un une va vais veux voila voudrais vont vos votre vous voulez voulais y
    est-ce etc jusqu lorsqu lorsque peut-etre quoique vers voici`.split(/\s+/),
  ),
  en: new Set(
    `a about all am an and any are aren't as at be been being but by can can't could couldn't did didn't do does doesn't doing don't done er
    for from get got had hadn't has hasn't have haven't having he he'd he'll he's her here hers him his hm how i i'd i'll i'm i've if in into is isn't
    it it'd it'll it's its just let's like me mine more most much my no nor not now of off oh ok okay on one only or our ours out over own
    please really right she she's should shouldn't so some such than that that's the their them then there there's these they they'd they'll
    they're they've this those through to too uh um under until up us very was wasn't we we'd we'll we're we've well were weren't what what's when
    where which while who who's whom why will with won't would wouldn't yeah yes yet you you'd you'll you're you've your yours`.split(
      /\s+/,
    ),
  ),
}

/** @param folded a word as `Token.folded` gives it */
export function isStopWord(folded: string, language: Language): boolean {
  return words[language].has(folded)
}
