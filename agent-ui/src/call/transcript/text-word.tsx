import type { Utterance } from '@souffleur/proto'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useLanguage } from '../../i18n/use-language.ts'
import type { WordActions } from './use-word-actions.ts'
import { bareWords } from './utterance-parts.ts'
import { playingLook, rewrittenLook, unsureLook } from './word-looks.ts'

interface TextWordProps {
  readonly utterance: Utterance
  readonly index: number
  readonly spokenText: string
  /** Id of the text that says what was said, and whether it is to be doubted. */
  readonly describedBy: string
  readonly isUnsure: boolean
  /** The word after it is sure. */
  readonly endsDoubt: boolean
  readonly isTabStop: boolean
  readonly isPlaying: boolean
  readonly actions: WordActions
  readonly children: ReactNode
}

/** A telephone number or an amount stays on one line; an IBAN may be longer than a line. */
const MAX_UNBROKEN = 20

/** A button where its sound can be had, else text; what was said of a rewritten one can be reached either way. */
export function TextWord(props: TextWordProps) {
  const { utterance, index, spokenText, describedBy, isUnsure, endsDoubt, isTabStop, isPlaying, actions, children } = props
  const { t } = useTranslation()
  const screenLanguage = useLanguage()
  const isRewritten = spokenText !== ''
  const isWhole = isRewritten && (utterance.words[index]?.text.length ?? 0) <= MAX_UNBROKEN
  const wholeLook = isWhole ? 'whitespace-nowrap' : ''
  const look = isUnsure ? unsureLook : isRewritten ? rewrittenLook : ''
  const place = { utteranceId: utterance.utteranceId, word: index }
  const shared = {
    'data-word': index,
    ...(isRewritten ? { 'data-said': bareWords(spokenText) } : {}),
    ...(isRewritten || (isUnsure && actions.hasSound) ? { 'aria-describedby': describedBy } : {}),
  }
  const tabIndex = isTabStop ? 0 : -1
  const onFocus = () => actions.onFocus(place)
  if (actions.hasSound) {
    return (
      // biome-ignore lint/a11y/useSemanticElements: the text of a <button> can't be selected and copied
      <span
        {...shared}
        role="button"
        tabIndex={tabIndex}
        onFocus={onFocus}
        data-playing={isPlaying || undefined}
        onClick={() => actions.onClick(utterance, index)}
        onKeyDown={(event) => actions.onKeyDown(event, utterance, index)}
        className={`cursor-pointer rounded-xs ${isPlaying ? `${playingLook} ${wholeLook}` : `hover:bg-sunken ${look} ${wholeLook}`}`}
      >
        {children}
      </span>
    )
  }
  const doubt =
    isUnsure && endsDoubt ? (
      <span lang={screenLanguage} className="sr-only select-none">
        {' '}
        ({t('transcript.unsureWord')})
      </span>
    ) : null
  return isRewritten ? (
    <>
      <span
        {...shared}
        role="note"
        tabIndex={tabIndex}
        onFocus={onFocus}
        onKeyDown={(event) => actions.onKeyDown(event, utterance, index)}
        className={`rounded-xs ${look} ${wholeLook}`}
      >
        {children}
      </span>
      {doubt}
    </>
  ) : (
    <span {...shared} className={look}>
      {children}
      {doubt}
    </span>
  )
}
