import { useQuery } from '@tanstack/react-query'
import { Lightbulb } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { readIntentProposals } from '../api/endpoints.ts'
import type { IntentProposal } from '../api/schemas.ts'
import { useToasts } from '../app/toasts.tsx'
import { useLabels } from '../calls/use-calls.ts'
import { formatPercent } from '../i18n/format.ts'
import { useLanguage } from '../i18n/use-language.ts'
import { Button } from '../ui/button.tsx'
import { CodedNotice } from '../ui/coded-error.tsx'
import { Empty, Loading } from '../ui/placeholders.tsx'

/** Groups of questions that nothing answered. A person decides what becomes of them. */
export function IntentProposals({ language }: { readonly language: 'fr' | 'en' }) {
  const { t } = useTranslation()
  const proposals = useQuery({ queryKey: ['intent-proposals', language], queryFn: () => readIntentProposals(language), staleTime: 0 })
  return (
    <div className="space-y-3">
      <p className="text-sm text-soft">{t('intentsPage.proposalsLead')}</p>
      {proposals.isPending ? <Loading /> : null}
      {proposals.error === null ? null : <CodedNotice error={proposals.error} onRetry={() => void proposals.refetch()} />}
      {proposals.data?.length === 0 ? <Empty icon={Lightbulb} title={t('intentsPage.noProposals')} /> : null}
      <ul className="divide-y divide-line empty:hidden">
        {proposals.data?.map((proposal) => (
          <Proposal key={proposal.suggestedId} proposal={proposal} language={language} />
        ))}
      </ul>
    </div>
  )
}

const MOST_EXAMPLES = 5

function Proposal({ proposal, language }: { readonly proposal: IntentProposal; readonly language: 'fr' | 'en' }) {
  const { t } = useTranslation()
  const own = useLanguage()
  const labels = useLabels()
  const { say } = useToasts()
  const { suggestedName, asked, calls, examples, nearest } = proposal
  const copy = async () => {
    const done = await navigator.clipboard.writeText(yamlOf(proposal, language)).then(
      () => true,
      () => false,
    )
    say(done ? t('intentsPage.copied') : t('suggestion.copyFailed'))
  }
  return (
    <li className="space-y-1 py-3 text-sm">
      <div className="flex items-start justify-between gap-2">
        <h3 lang={language} className="font-medium">
          {suggestedName}
        </h3>
        <Button size="small" onClick={() => void copy()}>
          {t('intentsPage.copyYaml')}
        </Button>
      </div>
      <p className="text-xs text-soft">
        {t('intentsPage.asked', { count: asked, calls })}
        {nearest === null
          ? ''
          : ` · ${t('intentsPage.nearest', { intent: labels.intent(nearest.intentId), score: formatPercent(nearest.score, own) })}`}
      </p>
      <ul lang={language} className="list-disc pl-5 font-script">
        {examples.slice(0, MOST_EXAMPLES).map((example) => (
          <li key={example}>{example}</li>
        ))}
      </ul>
    </li>
  )
}

/** As the text of the intents has it: JSON strings are YAML, whatever was said. */
export function yamlOf({ suggestedId, suggestedName, examples }: IntentProposal, language: 'fr' | 'en'): string {
  const name = JSON.stringify(suggestedName)
  const lines = examples.map((example) => `        - ${JSON.stringify(example)}`)
  return [
    `  - id: ${suggestedId}`,
    `    label: { en: ${name}, fr: ${name} }`,
    '    disposition: ',
    '    examples:',
    `      ${language}:`,
    ...lines,
    '',
  ].join('\n')
}
