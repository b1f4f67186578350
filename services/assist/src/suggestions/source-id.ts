/** What a suggestion comes from. */
export type SuggestionOrigin =
  | { readonly kind: 'answer'; readonly articleId: string }
  | { readonly kind: 'reply'; readonly replyId: string }
  | { readonly kind: 'next-action'; readonly listId: string; readonly itemId: string }

/** One name for it in every call, so that feedback adds up: `SuggestionOffered.source_id`. */
export function sourceIdOf(origin: SuggestionOrigin): string {
  switch (origin.kind) {
    case 'answer':
      return `article ${origin.articleId}`
    case 'reply':
      return `reply ${origin.replyId}`
    case 'next-action':
      return `step ${origin.listId} ${origin.itemId}`
  }
}
