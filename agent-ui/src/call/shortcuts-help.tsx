import { Keyboard } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { KeyHint } from '../ui/key-hint.tsx'
import { callKeys } from './call-keys.ts'
import { useCallCommands } from './use-call-commands.ts'

const order = ['accept', 'copy', 'edit', 'dismiss', 'source', 'search', 'pause', 'live', 'help'] as const

/** Every key of a call's screen, in one place. */
export function ShortcutsHelp() {
  const { t } = useTranslation()
  const [isOpen, setIsOpen] = useState(false)
  useCallCommands({ help: () => setIsOpen(true) })
  const rows = [
    { keys: '1 2 3', text: t('help.keys.select') },
    ...order.map((name) => ({ keys: callKeys[name].toUpperCase(), text: t(`help.keys.${name}`) })),
    { keys: t('save.key'), text: t('help.keys.save') },
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
        <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-2 text-sm">
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
      </Dialog>
    </>
  )
}
