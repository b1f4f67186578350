import type { SuggestionOffered } from '@souffleur/proto'
import { Check, Copy, type LucideIcon, Pencil, X } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { Button } from '../../ui/button.tsx'
import { KeyHint } from '../../ui/key-hint.tsx'
import { callKeys } from '../call-keys.ts'
import type { Suggestions } from './use-suggestions.ts'

interface SuggestionButtonsProps {
  readonly offer: SuggestionOffered
  readonly isSelected: boolean
  readonly actions: Suggestions
}

/** With words and keys on the selected suggestion, as signs on the others. */
export function SuggestionButtons({ offer, isSelected, actions }: SuggestionButtonsProps) {
  const { t } = useTranslation()
  const buttons = [
    { name: 'accept', icon: Check, act: actions.accept },
    { name: 'copy', icon: Copy, act: actions.copy },
    { name: 'edit', icon: Pencil, act: actions.startEditing },
    { name: 'dismiss', icon: X, act: actions.dismiss },
  ] as const satisfies readonly { name: keyof typeof callKeys; icon: LucideIcon; act: (offer: SuggestionOffered) => void }[]
  return (
    <div className="mt-2.5 flex flex-wrap gap-1.5">
      {buttons.map(({ name, icon: Icon, act }) => (
        <Button
          key={name}
          size={isSelected ? 'small' : 'smallIcon'}
          look={!isSelected ? 'quiet' : name === 'accept' ? 'cue' : 'plain'}
          title={t(`suggestion.${name}`)}
          aria-label={isSelected ? undefined : t(`suggestion.${name}`)}
          {...(isSelected ? { 'aria-keyshortcuts': callKeys[name] } : {})}
          onClick={() => act(offer)}
        >
          <Icon aria-hidden className="size-3.5" />
          {isSelected ? (
            <>
              <span className={labelClass(name)}>{t(`suggestion.${name}`)}</span>
              <KeyHint keys={callKeys[name].toUpperCase()} tone={name === 'accept' ? 'onColour' : 'plain'} />
            </>
          ) : null}
        </Button>
      ))}
    </div>
  )
}

/** The words that fit: all of them on a wide screen but the last, whose sign everybody knows. */
function labelClass(name: 'accept' | 'copy' | 'edit' | 'dismiss'): string {
  switch (name) {
    case 'accept':
      return ''
    case 'copy':
    case 'edit':
      return '@max-4xl/call:sr-only'
    case 'dismiss':
      return 'sr-only'
  }
}
