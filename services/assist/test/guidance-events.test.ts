import { RecordingNotice } from '@souffleur/proto'
import { expect, it } from 'vitest'
import type { GuidanceEffect } from '../src/guidance/call-guidance.ts'
import { noticeEvent } from '../src/guidance/guidance-events.ts'
import { parseGuide } from '../src/guidance/guide-file.ts'

const { lists } = parseGuide(
  `
lists:
  - id: opening
    kind: checklist
    title: { en: Opening, fr: Ouverture }
    items:
      - { id: notice, label: { en: Notice, fr: Information }, said: { en: ["recorded"] }, recordingNotice: true }
      - { id: greeting, label: { en: Greeting, fr: Accueil } }
`,
)
const [list] = lists
const done = (itemId: string, evidence?: Extract<GuidanceEffect, { kind: 'item-done' }>['evidence']): GuidanceEffect => {
  const item = list?.items.find(({ id }) => id === itemId)
  if (list === undefined || item === undefined) throw new Error(`no item ${itemId}`)
  return { kind: 'item-done', list, item, evidence }
}
const evidence = { utteranceId: 'u', start: 0, end: 3 }

it('an item that is the recording notice gives it, by what was said or by the advisor’s tick', () => {
  expect(noticeEvent(done('notice', evidence), 'ann')).toMatchObject({
    case: 'recordingNoticeNoted',
    value: { notice: RecordingNotice.GIVEN, notedBy: 'guide', userId: '' },
  })
  expect(noticeEvent(done('notice'), 'ann')).toMatchObject({ value: { notedBy: 'advisor', userId: 'ann' } })
})

it('no other item does', () => {
  expect(noticeEvent(done('greeting'), 'ann')).toBeUndefined()
})
