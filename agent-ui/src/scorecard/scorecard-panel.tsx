import type { Utterance } from '@souffleur/proto'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { readCallScorecard, storeCallScorecard } from '../api/endpoints.ts'
import { type CallScorecard, type Mark, marks } from '../api/schemas.ts'
import { useToasts } from '../app/toasts.tsx'
import { formatPercent } from '../i18n/format.ts'
import { useLanguage } from '../i18n/use-language.ts'
import { Button } from '../ui/button.tsx'
import { CodedNotice } from '../ui/coded-error.tsx'
import { Loading } from '../ui/placeholders.tsx'

interface ScorecardPanelProps {
  readonly callId: string
  readonly utterances: ReadonlyMap<string, Utterance>
}

const scorecardKey = (callId: string) => ['call-scorecard', callId] as const

/** A supervisor's card of a call: criteria of the organisation, with the words that speak for them; a person decides. */
export function ScorecardPanel({ callId, utterances }: ScorecardPanelProps) {
  const { t } = useTranslation()
  const card = useQuery({ queryKey: scorecardKey(callId), queryFn: () => readCallScorecard(callId) })
  if (card.data !== undefined && card.data.criteria.length === 0) return null
  return (
    <details className="card px-4 py-3 text-sm">
      <summary className="font-semibold">{t('scorecard.title')}</summary>
      {card.isPending ? <Loading /> : null}
      {card.error === null ? null : <CodedNotice error={card.error} onRetry={() => void card.refetch()} />}
      {card.data === undefined ? null : (
        <ScorecardForm key={card.data.card?.markedAt ?? 'new'} callId={callId} stored={card.data} utterances={utterances} />
      )}
    </details>
  )
}

function ScorecardForm({ callId, stored, utterances }: ScorecardPanelProps & { readonly stored: CallScorecard }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const queries = useQueryClient()
  const { say } = useToasts()
  const id = useId()
  const [given, setGiven] = useState<Readonly<Record<string, Mark>>>(stored.card?.marks ?? {})
  const [coaching, setCoaching] = useState(stored.card?.coaching ?? '')
  const [shared, setShared] = useState(stored.card?.shared ?? false)
  const store = useMutation({
    mutationFn: () => storeCallScorecard(callId, { version: stored.version, marks: given, coaching, shared }),
    onSuccess: () => {
      void queries.invalidateQueries({ queryKey: scorecardKey(callId) })
      say(t('scorecard.stored'))
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    store.mutate()
  }
  return (
    <form onSubmit={submit} className="space-y-3 pt-3">
      {stored.card?.score == null ? null : (
        <p className="font-medium">{t('scorecard.score', { score: formatPercent(stored.card.score, language) })}</p>
      )}
      {stored.criteria.map((criterion) => {
        const hint = stored.hints.find(({ criterionId }) => criterionId === criterion.id)
        const words =
          hint?.evidence == null ? undefined : utterances.get(hint.evidence.utteranceId)?.text.slice(hint.evidence.start, hint.evidence.end)
        return (
          <fieldset key={criterion.id} className="space-y-1">
            <legend className="text-sm">
              {criterion.label[language]} {criterion.weight === 1 ? null : <span className="text-xs text-soft">× {criterion.weight}</span>}
            </legend>
            {hint === undefined ? null : (
              <p className="text-xs text-soft">
                {hint.done ? t('scorecard.noticed') : t('scorecard.notNoticed')}
                {words === undefined ? '' : ` “${words}”`}
              </p>
            )}
            <div className="flex gap-4">
              {marks.map((mark) => (
                <label key={mark} className="flex min-h-6 items-center gap-1.5">
                  <input
                    type="radio"
                    name={`${id}-${criterion.id}`}
                    checked={given[criterion.id] === mark}
                    onChange={() => setGiven({ ...given, [criterion.id]: mark })}
                  />
                  {t(`scorecard.mark.${mark}`)}
                </label>
              ))}
            </div>
          </fieldset>
        )
      })}
      <div className="space-y-1">
        <label htmlFor={id} className="block text-xs font-semibold text-soft">
          {t('scorecard.coaching')}
        </label>
        <textarea
          id={id}
          rows={3}
          maxLength={5000}
          className="field w-full"
          value={coaching}
          onChange={(event) => setCoaching(event.target.value)}
        />
      </div>
      <label className="flex items-center gap-2">
        <input type="checkbox" checked={shared} onChange={(event) => setShared(event.target.checked)} />
        {t('scorecard.shared')}
      </label>
      {store.error === null ? null : <CodedNotice error={store.error} />}
      <Button type="submit" disabled={store.isPending}>
        {t('scorecard.store')}
      </Button>
    </form>
  )
}

/** What a supervisor shared with the call's advisor; nothing where nothing was. */
export function SharedCoaching({ callId }: { readonly callId: string }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const { data } = useQuery({ queryKey: scorecardKey(callId), queryFn: () => readCallScorecard(callId) })
  if (data?.card == null) return null
  const { coaching, score } = data.card
  return (
    <section aria-label={t('scorecard.coaching')} className="card space-y-1 px-4 py-3 text-sm">
      <h3 className="font-semibold">{t('scorecard.coaching')}</h3>
      {score === null ? null : <p className="text-xs text-soft">{t('scorecard.score', { score: formatPercent(score, language) })}</p>}
      <p className="whitespace-pre-line">{coaching}</p>
    </section>
  )
}
