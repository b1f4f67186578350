import { create } from '@bufbuild/protobuf'
import { CallEventSchema, GuideItemChangedSchema, GuideListKind, GuideListOpenedSchema } from '@souffleur/proto'
import { expect, test } from 'vitest'
import { emptyCall, reduceCall } from '../call-state.ts'
import { listViews } from './guide-view.ts'

const opened = create(CallEventSchema, {
  eventId: '1',
  body: {
    case: 'guideListOpened',
    value: create(GuideListOpenedSchema, {
      listId: 'p',
      kind: GuideListKind.PROCEDURE,
      items: [{ itemId: 'a' }, { itemId: 'b' }, { itemId: 'c' }],
    }),
  },
})
const changed = (itemId: string, done: boolean, utteranceId = '') =>
  create(CallEventSchema, {
    eventId: `${itemId}${done}`,
    body: {
      case: 'guideItemChanged',
      value: create(GuideItemChangedSchema, { listId: 'p', itemId, done, ...(utteranceId === '' ? {} : { evidence: { utteranceId } }) }),
    },
  })

const view = (events: Parameters<typeof reduceCall>[1], unsent: ReadonlyMap<string, boolean> = new Map()) =>
  listViews(reduceCall(emptyCall, events), unsent)[0]

test('a procedure shows the step after the last one that is done', () => {
  expect(view([opened])?.items.map(({ isNext }) => isNext)).toEqual([true, false, false])
  const later = view([opened, changed('b', true, 'u1')])
  expect(later?.items.map(({ isDone, isNext, utteranceId }) => [isDone, isNext, utteranceId])).toEqual([
    [false, false, undefined],
    [true, false, 'u1'],
    [false, true, undefined],
  ])
  expect(later?.done).toBe(1)
})

test('a tick by hand shows before it is stored, and the last word counts', () => {
  expect(view([opened], new Map([['p a', true]]))?.items[0]?.isDone).toBe(true)
  expect(view([opened, changed('a', true, 'u1'), changed('a', false)])?.items[0]).toMatchObject({ isDone: false, utteranceId: undefined })
})
