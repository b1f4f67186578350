import { maskTokenPattern, parseMaskToken } from '@souffleur/proto'
import { useTranslation } from 'react-i18next'
import { useHiddenValue } from './hidden-values.tsx'

interface MaskedTextProps {
  readonly text: string
  /** Of which the text is a part; absent for texts that nobody said, such as a line of a summary. */
  readonly utteranceId?: string
  /** Where the text begins in the utterance. */
  readonly start?: number
  /** Of the words: 0 for final ones. */
  readonly revision?: number
}

/** Words with what is hidden in them: the call's advisor reads the value, everybody else what kind of value it is. */
export function MaskedText({ text, utteranceId, start = 0, revision = 0 }: MaskedTextProps) {
  const hiddenValue = useHiddenValue()
  if (!text.includes('[')) return <>{text}</>
  const pieces = []
  let at = 0
  for (const match of text.matchAll(maskTokenPattern)) {
    const [token] = match
    if (match.index > at) pieces.push(<span key={at}>{text.slice(at, match.index)}</span>)
    const value = utteranceId === undefined ? undefined : hiddenValue(utteranceId, start + match.index, revision)
    pieces.push(<HiddenWords key={match.index} token={token} value={value} />)
    at = match.index + token.length
  }
  if (at < text.length) pieces.push(<span key={at}>{text.slice(at)}</span>)
  return <>{pieces}</>
}

/** A token, or the value that it stands for where this screen may show it. */
export function HiddenWords({ token, value }: { readonly token: string; readonly value: string | undefined }) {
  const { t } = useTranslation()
  const parsed = parseMaskToken(token)
  if (parsed === undefined) return <>{token}</>
  const kind = t(`personalData.${parsed.type}`)
  if (value !== undefined) {
    return (
      <span data-private title={t('privacy.onlyYou', { kind })} className="rounded-xs bg-curtain/10 px-0.5">
        {value}
      </span>
    )
  }
  const ending = [parsed.ending === undefined ? '' : `••${parsed.ending}`, parsed.ordinal ?? '', parsed.partial === true ? '…' : '']
  return (
    <span
      data-hidden={parsed.type}
      title={t('privacy.hidden')}
      className="mx-0.5 rounded-sm border border-line-strong px-1 font-sans text-[0.8em] whitespace-nowrap text-soft"
    >
      {[kind, ...ending].filter((part) => part !== '').join(' ')}
    </span>
  )
}
