import { Keyboard } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { KeyHint } from '../ui/key-hint.tsx'
import { callKeys } from './call-keys.ts'
import { TranscriptLegend } from './transcript/transcript-legend.tsx'
import { useCallCommands } from './use-call-commands.ts'

const advisorsKeys = ['accept', 'copy', 'edit', 'dismiss', 'source', 'search', 'pause', 'live', 'help'] as const
const everybodysKeys = ['live', 'help'] as const

interface ShortcutsHelpProps {
  readonly isAdvisor: boolean
  /** Words of this call can be heard again. */
  readonly hasSound: boolean
}

/** Every key of a call's screen and every sign of its transcript, in one place. */
export function ShortcutsHelp({ isAdvisor, hasSound }: ShortcutsHelpProps) {
  const { t } = useTranslation()
  const [isOpen, setIsOpen] = useState(false)
  useCallCommands({ help: () => setIsOpen(true) })
  const names = isAdvisor ? advisorsKeys : everybodysKeys
  const rows: readonly KeyRow[] = [
    ...(isAdvisor ? [{ keys: '1 2 3', text: t('help.keys.select') }] : []),
    ...names.map((name) => ({ keys: callKeys[name].toUpperCase(), text: t(`help.keys.${name}`) })),
    ...(isAdvisor ? [{ keys: t('save.key'), text: t('help.keys.save') }] : []),
  ]
  return (
    <>
      <Button
        look="quiet"
        size="smallIcon"
        aria-label={t('help.button')}
        title={`${t('help.button')} (?)`}
        aria-keyshortcuts="?"
        onClick={() => setIsOpen(true)}
      >
        <Keyboard aria-hidden className="size-4" />
      </Button>
      <Dialog open={isOpen} onClose={() => setIsOpen(false)} title={t('help.title')}>
        <KeyRows rows={rows} />
        {hasSound ? <WordKeys /> : null}
        <TranscriptLegend />
      </Dialog>
    </>
  )
}

function WordKeys() {
  const { t } = useTranslation()
  const rows = [
    { keys: '← →', text: t('help.words.word') },
    { keys: '↑ ↓', text: t('help.words.utterance') },
    { keys: t('help.key.enter'), text: t('help.words.play') },
    { keys: t('help.key.escape'), text: t('help.words.stop') },
  ]
  return (
    <>
      <h3 className="mt-4 mb-1 text-sm font-semibold">{t('help.words.title')}</h3>
      <p className="mb-2 text-sm text-soft">{t('help.words.lead')}</p>
      <KeyRows rows={rows} />
    </>
  )
}

interface KeyRow {
  /** Separated by spaces. */
  readonly keys: string
  readonly text: string
}

function KeyRows({ rows }: { readonly rows: readonly KeyRow[] }) {
  return (
    <dl className="grid grid-cols-[5.25rem_1fr] gap-x-4 gap-y-2 text-sm">
      {rows.map(({ keys, text }) => (
        <div key={keys} className="contents">
          <dt className="flex gap-1">
            {keys.split(' ').map((key) => (
              <KeyHint key={key} keys={key} />
            ))}
            <span className="sr-only">{keys}</span>
          </dt>
          <dd>{text}</dd>
        </div>
      ))}
    </dl>
  )
}
