import { type AttentionBudget, defaultBudget } from './suggestions/attention.ts'

export interface AssistConfig {
  readonly budget: AttentionBudget
  /**
   * 0 to 1: a suggestion that is less likely to be of use isn't made. Where silence and help are balanced in models/eval/confidence.json:
   * 97 % of the phrases that deserve silence keep it.
   */
  readonly leastConfidence: number
}

export const defaultAssistConfig: AssistConfig = { budget: defaultBudget, leastConfidence: 0.4 }
