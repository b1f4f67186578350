import { create } from '@bufbuild/protobuf'
import {
  AlertKind,
  AlertRaisedSchema,
  type CallEvent,
  FormFieldFilledSchema,
  GuideItemChangedSchema,
  GuideListKind,
  GuideListOpenedSchema,
  RecordingNotice,
  RecordingNoticeNotedSchema,
} from '@souffleur/proto'
import type { GuidanceEffect } from './call-guidance.ts'
import type { AlertKind as AlertKindName, GuideList } from './guide.ts'

type Body = CallEvent['body']

/** Undefined for what is offered as a suggestion instead. */
export function guidanceEvent(effect: GuidanceEffect, guideVersion: number, userId: string): Body | undefined {
  switch (effect.kind) {
    case 'list-opened': {
      const { list, language } = effect
      const items = list.items.map(({ id, label, prompt, isRequired }) => ({
        itemId: id,
        label: label[language],
        prompt: prompt[language],
        required: isRequired,
      }))
      const value = create(GuideListOpenedSchema, {
        listId: list.id,
        kind: kinds[list.kind],
        title: list.title[language],
        language,
        articleId: list.articleId,
        items,
        guideVersion,
      })
      return { case: 'guideListOpened', value }
    }
    case 'item-done': {
      const { list, item, evidence } = effect
      const by = evidence === undefined ? { userId } : { evidence }
      return { case: 'guideItemChanged', value: create(GuideItemChangedSchema, { listId: list.id, itemId: item.id, done: true, ...by }) }
    }
    case 'item-undone': {
      const { list, item } = effect
      return { case: 'guideItemChanged', value: create(GuideItemChangedSchema, { listId: list.id, itemId: item.id, done: false, userId }) }
    }
    case 'alert-raised': {
      const { rule, language, evidence, positionMs } = effect
      const value = create(AlertRaisedSchema, {
        alertId: rule.id,
        kind: alertKinds[rule.kind],
        label: rule.label[language],
        advice: rule.advice[language],
        language,
        evidence,
        positionMs,
      })
      return { case: 'alertRaised', value }
    }
    case 'field-filled': {
      const { form, field, entity, utteranceId, language } = effect
      const value = create(FormFieldFilledSchema, {
        formId: form.id,
        formTitle: form.title[language],
        fieldId: field.id,
        label: field.label[language],
        value: entity.value,
        language,
        evidence: { utteranceId, start: entity.start, end: entity.end },
      })
      return { case: 'formFieldFilled', value }
    }
    case 'next-action':
    case 'reply-ready':
      return undefined
  }
}

/** An item that is the recording notice was said, or ticked by the advisor. */
export function noticeEvent(effect: GuidanceEffect, userId: string): Body | undefined {
  if (effect.kind !== 'item-done' || !effect.item.isNotice) return undefined
  const by = effect.evidence === undefined ? { notedBy: 'advisor', userId } : { notedBy: 'guide' }
  return { case: 'recordingNoticeNoted', value: create(RecordingNoticeNotedSchema, { notice: RecordingNotice.GIVEN, ...by }) }
}

const kinds: Readonly<Record<GuideList['kind'], GuideListKind>> = {
  checklist: GuideListKind.CHECKLIST,
  procedure: GuideListKind.PROCEDURE,
}

const alertKinds: Readonly<Record<AlertKindName, AlertKind>> = {
  complaint: AlertKind.COMPLAINT,
  cancellation: AlertKind.CANCELLATION,
  vulnerability: AlertKind.VULNERABILITY,
  legal_threat: AlertKind.LEGAL_THREAT,
  fraud_sign: AlertKind.FRAUD_SIGN,
}
