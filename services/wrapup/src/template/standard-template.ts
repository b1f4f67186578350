import { factTypes } from '../wording.ts'
import type { SummaryTemplate, SummaryTemplates } from './template.ts'

/** The summary of a queue that has no template of its own. */
export const standardTemplate: SummaryTemplate = {
  id: 'standard',
  queues: [],
  fields: [
    { id: 'reason', label: { en: 'Reason', fr: 'Motif' }, type: 'text', isRequired: true, source: { kind: 'reason' } },
    {
      id: 'requests',
      label: { en: 'Asked for', fr: 'Demandes' },
      type: 'list',
      isRequired: false,
      source: { kind: 'acts', acts: ['request'], by: 'anyone' },
    },
    {
      id: 'facts',
      label: { en: 'Facts', fr: 'Faits' },
      type: 'list',
      isRequired: false,
      source: { kind: 'entities', types: factTypes, by: 'anyone', near: undefined },
    },
    {
      id: 'actions',
      label: { en: 'Done in the call', fr: 'Fait pendant l’appel' },
      type: 'list',
      isRequired: false,
      source: { kind: 'acts', acts: ['action_done'], by: 'advisor' },
    },
    {
      id: 'commitments',
      label: { en: 'Promised', fr: 'Engagements' },
      type: 'list',
      isRequired: false,
      source: { kind: 'acts', acts: ['commitment'], by: 'anyone' },
    },
    { id: 'resolution', label: { en: 'Resolution', fr: 'Résolution' }, type: 'text', isRequired: false, source: { kind: 'resolution' } },
    { id: 'followUp', label: { en: 'To follow up', fr: 'À suivre' }, type: 'list', isRequired: false, source: { kind: 'follow-up' } },
  ],
}

export const standardTemplates: SummaryTemplates = { version: 0, templates: [standardTemplate] }

/** The template of a queue: its own, else the one that names no queue, else the standard one. */
export function templateForQueue({ templates }: SummaryTemplates, queue: string): SummaryTemplate {
  return templates.find(({ queues }) => queues.includes(queue)) ?? templates.find(({ queues }) => queues.length === 0) ?? standardTemplate
}
