import { Square } from 'lucide-react'
import { useEffect, useSyncExternalStore } from 'react'
import { useTranslation } from 'react-i18next'
import type { WordPlayer } from '../../sound/word-player.ts'
import { Button } from '../../ui/button.tsx'
import { KeyHint } from '../../ui/key-hint.tsx'
import { isTaken } from '../call-keys.ts'

/** There while something is played. */
export function StopSound({ player }: { readonly player: WordPlayer }) {
  const { t } = useTranslation()
  const isPlaying = useSyncExternalStore(player.subscribe, () => player.current() !== undefined)
  useEffect(() => {
    if (!isPlaying) return undefined
    const onKeyDown = ({ key, target }: KeyboardEvent) => {
      if (key === 'Escape' && !isTaken(target)) player.stop()
    }
    window.addEventListener('keydown', onKeyDown)
    return () => window.removeEventListener('keydown', onKeyDown)
  }, [player, isPlaying])
  if (!isPlaying) return null
  return (
    <Button size="small" aria-keyshortcuts="Escape" onClick={() => player.stop()} className="shadow-card">
      <Square aria-hidden className="size-3.5" />
      {t('transcript.stopSound')}
      <KeyHint keys={t('help.key.escape')} />
    </Button>
  )
}
