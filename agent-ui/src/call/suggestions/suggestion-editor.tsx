import { type KeyboardEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../../ui/button.tsx'
import { KeyHint } from '../../ui/key-hint.tsx'

interface SuggestionEditorProps {
  readonly text: string
  readonly onDone: (text: string) => void
  readonly onCancel: () => void
}

/** Enter takes the text, Escape leaves it. */
export function SuggestionEditor({ text, onDone, onCancel }: SuggestionEditorProps) {
  const { t } = useTranslation()
  const [edited, setEdited] = useState(text)
  const isEmpty = edited.trim() === ''
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') onCancel()
    if (event.key === 'Enter' && !event.shiftKey && !event.nativeEvent.isComposing) {
      event.preventDefault()
      if (!isEmpty) onDone(edited)
    }
  }
  return (
    <div className="space-y-2">
      <textarea
        // biome-ignore lint/a11y/noAutofocus: the person has just asked to write here
        autoFocus
        aria-label={t('suggestion.editLabel')}
        value={edited}
        rows={3}
        maxLength={5000}
        onChange={(event) => setEdited(event.target.value)}
        onKeyDown={onKeyDown}
        onFocus={(event) => event.target.setSelectionRange(edited.length, edited.length)}
        className="field field-sizing-content w-full resize-none text-base"
      />
      <div className="flex flex-wrap gap-1.5">
        <Button size="small" look="cue" disabled={isEmpty} onClick={() => onDone(edited)}>
          {t('suggestion.useEdited')}
          <KeyHint keys="↵" tone="onColour" />
        </Button>
        <Button size="small" onClick={onCancel}>
          {t('action.cancel')}
          <KeyHint keys="Esc" />
        </Button>
      </div>
    </div>
  )
}
