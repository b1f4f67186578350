/** What wrapup needs to know of the organisation: its intents and the outcomes that its calls may have. */
export interface WrapupCatalogue {
  readonly intents: readonly CatalogueIntent[]
}

export interface CatalogueIntent {
  readonly id: string
  readonly label: { readonly en: string; readonly fr: string }
  readonly dispositionId: string
}
