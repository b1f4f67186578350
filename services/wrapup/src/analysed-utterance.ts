import { type DialogueAct, dialogueActs, type Entity, findEntities } from '@souffleur/language'
import { Channel, type Utterance } from '@souffleur/proto'

export type Language = 'fr' | 'en'
export type Speaker = 'customer' | 'advisor' | 'unknown'

/** An utterance with what can be read from its words alone. Analysed once, when it arrives. */
export interface AnalysedUtterance {
  readonly utterance: Utterance
  readonly language: Language
  readonly speaker: Speaker
  readonly acts: readonly DialogueAct[]
  readonly entities: readonly Entity[]
}

export function analyseUtterance(utterance: Utterance): AnalysedUtterance {
  const language: Language = utterance.language === 'fr' ? 'fr' : 'en'
  const speaker = speakerOf(utterance.channel)
  return {
    utterance,
    language,
    speaker,
    acts: dialogueActs(utterance.text, language, speaker),
    entities: findEntities(utterance.text, language),
  }
}

/** On a mixed channel nobody can tell who speaks, and the summary doesn't claim to. */
function speakerOf(channel: Channel): Speaker {
  switch (channel) {
    case Channel.CUSTOMER:
      return 'customer'
    case Channel.ADVISOR:
      return 'advisor'
    case Channel.MIXED:
    case Channel.UNSPECIFIED:
      return 'unknown'
  }
}
