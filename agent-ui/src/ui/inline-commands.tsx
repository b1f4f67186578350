/** A sentence of the error catalogue, whose commands stand between back quotes. */
export function InlineCommands({ text }: { readonly text: string }) {
  return splitCommands(text).map(({ at, isCommand, words }) =>
    isCommand ? (
      <code key={at} className="rounded bg-sunken px-1 py-0.5 font-mono text-[0.9em] break-words text-ink">
        {words}
      </code>
    ) : (
      <span key={at}>{words}</span>
    ),
  )
}

function splitCommands(text: string): readonly { readonly at: number; readonly isCommand: boolean; readonly words: string }[] {
  let at = 0
  return text.split('`').map((words, index) => {
    const piece = { at, isCommand: index % 2 === 1, words }
    at += words.length + 1
    return piece
  })
}
