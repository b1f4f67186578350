import { type AttentionBudget, defaultBudget } from './suggestions/attention.ts'

export interface AssistConfig {
  readonly budget: AttentionBudget
  /**
   * 0 to 1: a suggestion that is less likely to be of use isn't made. In cross-validation on the demonstration's catalogue, 0.4 breaks
   * the silence of 6 in 256 phrases, and 80 % of what is suggested fits.
   */
  readonly leastConfidence: number
}

export const defaultAssistConfig: AssistConfig = { budget: defaultBudget, leastConfidence: 0.4 }
