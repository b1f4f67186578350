import type { Evidence, Utterance } from '@souffleur/proto'
import { CircleQuestionMark } from 'lucide-react'
import { useId, useSyncExternalStore } from 'react'
import { useTranslation } from 'react-i18next'
import { useLanguage } from '../../i18n/use-language.ts'
import { MaskedText } from '../../privacy/masked-text.tsx'
import { LanguageTag } from './language-tag.tsx'
import { doubtsOf } from './sureness.ts'
import { TextWord } from './text-word.tsx'
import type { WordActions } from './use-word-actions.ts'
import { bareWords, utteranceParts } from './utterance-parts.ts'
import { markLook, unsureLook } from './word-looks.ts'

interface UtteranceTextProps {
  readonly utterance: Utterance
  readonly evidence: readonly Evidence[]
  /** In another language than what was said before. */
  readonly switchesLanguage: boolean
  /** The word of it that Tab stops at. */
  readonly tabStop: number | undefined
  readonly actions: WordActions
}

/** What somebody said, word by word: what to doubt, what was rewritten, what a summary points at, what is heard now. */
export function UtteranceText({ utterance, evidence, switchesLanguage, tabStop, actions }: UtteranceTextProps) {
  const { t } = useTranslation()
  const screenLanguage = useLanguage()
  const id = useId()
  const { utteranceId, text, words, language } = utterance
  const playing = useSyncExternalStore(actions.subscribe, () => actions.playingWordOf(utteranceId))
  const doubts = doubtsOf(utterance)
  const ranges = evidence
    .filter((piece) => piece.utteranceId === utteranceId)
    .map(({ charStart, charEnd }) => ({ start: charStart, end: charEnd }))
  return (
    <>
      <p lang={language} className={doubts.utterance ? unsureLook : ''}>
        {switchesLanguage ? <LanguageTag tag={language} /> : null}
        {utteranceParts(text, words, ranges).map(({ start, word, pieces }) => {
          const content = pieces.map((piece) =>
            piece.marked ? (
              <mark key={piece.start} className={markLook}>
                <MaskedText text={piece.text} utteranceId={utteranceId} start={piece.start} />
              </mark>
            ) : (
              <span key={piece.start}>
                <MaskedText text={piece.text} utteranceId={utteranceId} start={piece.start} />
              </span>
            ),
          )
          const of = word === undefined ? undefined : words[word]
          if (word === undefined || of === undefined) return <span key={start}>{content}</span>
          return (
            <TextWord
              key={start}
              index={word}
              spokenText={of.spokenText}
              describedBy={`${id}-${word}`}
              isUnsure={doubts.words.has(word)}
              endsDoubt={!doubts.words.has(word + 1)}
              isTabStop={tabStop === word}
              isPlaying={playing === word}
              utterance={utterance}
              actions={actions}
            >
              {content}
            </TextWord>
          )
        })}
        {doubts.utterance ? (
          <span lang={screenLanguage} title={t('transcript.unsureUtterance')} className="ml-1 inline-block align-[-0.1em] select-none">
            <CircleQuestionMark aria-hidden className="size-3.5 text-soft" />
            <span className="sr-only">{t('transcript.unsureUtterance')}</span>
          </span>
        ) : null}
      </p>
      {/* Referred to by words that have the focus; read out nowhere else, and never copied. */}
      {[...words.entries()].map(([index, { spokenText }]) =>
        spokenText !== '' || (actions.hasSound && doubts.words.has(index)) ? (
          <span key={`${id}-${index}`} id={`${id}-${index}`} hidden>
            {spokenText === '' ? '' : t('transcript.said', { words: bareWords(spokenText) })}{' '}
            {doubts.words.has(index) ? t('transcript.unsureWord') : ''}
          </span>
        ) : null,
      )}
    </>
  )
}
