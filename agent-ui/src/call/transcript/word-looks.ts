/** Signs of a word, told apart by their lines and not by a colour. */
export const unsureLook = 'underline decoration-dotted decoration-2 decoration-line-strong underline-offset-4'
export const rewrittenLook = 'underline decoration-1 decoration-line-strong underline-offset-4'
export const markLook = 'bg-cue-mark text-ink underline decoration-cue-line decoration-solid decoration-2 underline-offset-3'
export const playingLook =
  'rounded-xs bg-curtain text-on-curtain box-decoration-clone [&_mark]:bg-transparent [&_mark]:text-inherit [&_mark]:no-underline'
