import { ArrowDown, MessagesSquare } from 'lucide-react'
import { useMemo, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { useWordPlayer } from '../../sound/use-word-player.ts'
import { Button } from '../../ui/button.tsx'
import { KeyHint } from '../../ui/key-hint.tsx'
import { Empty } from '../../ui/placeholders.tsx'
import { callKeys } from '../call-keys.ts'
import { type CallState, isPaused } from '../call-state.ts'
import { useEvidence } from '../evidence-context.tsx'
import { useCallCommands } from '../use-call-commands.ts'
import { FinalsAnnouncer } from './finals-announcer.tsx'
import { SaidTip } from './said-tip.tsx'
import { StopSound } from './stop-sound.tsx'
import { transcriptItems } from './transcript-items.ts'
import { TranscriptRow } from './transcript-row.tsx'
import { useFollowEnd } from './use-follow-end.ts'
import { useShowEvidence } from './use-show-evidence.ts'
import { useWordActions } from './use-word-actions.ts'

interface TranscriptPanelProps {
  readonly callId: string
  readonly state: CallState
  readonly hasEnded: boolean
}

export function TranscriptPanel({ callId, state, hasEnded }: TranscriptPanelProps) {
  const { t } = useTranslation()
  const { utterances, partials, gaps, listening } = state
  const items = useMemo(() => transcriptItems({ utterances, partials, gaps, listening }), [utterances, partials, gaps, listening])
  const { place, isFollowing, backToEnd, leaveEnd } = useFollowEnd(items, !hasEnded)
  const { shown } = useEvidence()
  useShowEvidence(place, shown, leaveEnd)
  useCallCommands({ live: backToEnd })
  const player = useWordPlayer(callId, state.started)
  const frame = useRef<HTMLDivElement>(null)
  const { actions, stop } = useWordActions({ place, items, isLive: !hasEnded, player, onPlay: leaveEnd })
  return (
    <div ref={frame} className="relative flex h-full flex-col">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard */}
      <div ref={place} tabIndex={0} className="relative min-h-0 flex-1 overflow-y-auto overscroll-contain">
        {items.length === 0 ? (
          <Empty icon={MessagesSquare} title={emptyTitle()}>
            {hasEnded ? null : <p>{t('transcript.emptyHint')}</p>}
          </Empty>
        ) : (
          <ol className="mx-auto max-w-3xl px-4 pt-4 pb-10">
            {items.map((item) => (
              <TranscriptRow
                key={item.key}
                item={item}
                evidence={shown.evidence}
                tabStop={stop?.utteranceId === item.key ? stop.word : undefined}
                actions={actions}
              />
            ))}
          </ol>
        )}
      </div>
      <div className="pointer-events-none absolute inset-x-2 bottom-3 flex flex-wrap justify-center gap-2 *:pointer-events-auto">
        {hasEnded || isFollowing ? null : (
          <Button look="primary" size="small" aria-keyshortcuts={callKeys.live} onClick={backToEnd} className="shadow-card">
            <ArrowDown aria-hidden className="size-3.5" />
            {t('transcript.backToLive')}
            <KeyHint keys="L" tone="onColour" />
          </Button>
        )}
        {player === undefined ? null : <StopSound player={player} />}
      </div>
      <SaidTip place={frame} />
      <FinalsAnnouncer items={items} isLive={!hasEnded} />
    </div>
  )

  function emptyTitle(): string {
    if (hasEnded) return t('transcript.noWords')
    return isPaused(state) ? t('listening.paused') : t('transcript.empty')
  }
}
