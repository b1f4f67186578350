/** What a French street's name begins with, folded. */
const before = new Set(
  `rue avenue av boulevard bd bld place pl chemin ch impasse imp route rte allee allees quai cours square sq passage villa sentier faubourg esplanade residence lotissement lot hameau venelle traverse montee cite voie ruelle promenade rond-point parvis
  via viale piazza calle carrer plaza paseo avenida rua praca travessa ulica strada`
    .trim()
    .split(/\s+/),
)
/** What a British or American street's name ends with. */
const after = new Set(
  `street st road rd avenue ave lane ln drive dr boulevard blvd square sq court ct close crescent cres terrace place pl way grove gardens gdns row hill mews park parade walk rise view highway hwy parkway pkwy circle cir trail alley green heights broadway
  strasse str straat weg gasse gatan gata vej allee ulica utca utja laan plein gade veien`
    .trim()
    .split(/\s+/),
)
/** Endings of street names in one word: "Bahnhofstrasse", "Kerkstraat". */
const endings = /^\p{L}{3,}(?:strasse|straße|strase|straat|gasse|weg|vagen|gatan|vej|veien|gata|laan|gade|utca|platz|allee|gatan)$/u

/** A part of a building: "Apt. 297", "appartement 3". */
export const unitWords: ReadonlySet<string> = new Set(
  'flat apartment apt suite ste unit floor room appartement appt batiment bat escalier etage porte residence lot studio'.split(' '),
)

export function isStreetBefore(folded: string | undefined): boolean {
  return folded !== undefined && before.has(folded)
}

export function isStreetAfter(folded: string): boolean {
  return after.has(folded) || endings.test(folded)
}
