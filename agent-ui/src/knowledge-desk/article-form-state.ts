import type { Language } from '@souffleur/proto'
import type { ArticleEdit, KnowledgeArticle } from '../api/schemas.ts'

/** An article while a person edits it: lists as lines of text. */
export interface ArticleForm {
  readonly id: string
  readonly language: Language
  readonly title: string
  readonly category: string
  readonly owner: string
  readonly audience: string
  readonly validFrom: string
  /** Empty: until further notice. */
  readonly validTo: string
  readonly intents: string
  readonly questions: string
  readonly body: string
}

export function formOf(article: KnowledgeArticle): ArticleForm {
  return {
    ...article,
    validTo: article.validTo ?? '',
    intents: article.intents.join('\n'),
    questions: article.questions.join('\n'),
  }
}

export function newForm(language: Language, today: string): ArticleForm {
  return {
    id: '',
    language,
    title: '',
    category: '',
    owner: '',
    audience: 'advisor',
    validFrom: today,
    validTo: '',
    intents: '',
    questions: '',
    body: '',
  }
}

export function editOf({ id: _, validTo, intents, questions, title, body, ...form }: ArticleForm, basedOn: number): ArticleEdit {
  return {
    ...form,
    title: title.trim(),
    body,
    validTo: validTo === '' ? null : validTo,
    intents: linesOf(intents),
    questions: linesOf(questions),
    basedOn,
  }
}

/** "Dégât des eaux : que faire ?" becomes "degat-des-eaux-que-faire". */
export function idFor(title: string): string {
  return title
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 80)
}

function linesOf(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
}
