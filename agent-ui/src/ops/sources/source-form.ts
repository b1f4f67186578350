import type { NewSource } from '../../api/endpoints.ts'
import type { CredentialKind, SourceDoor } from '../../api/schemas.ts'

/** What is typed; fields that the kind of credential doesn't have are kept, and not sent. */
export interface SourceForm {
  readonly name: string
  readonly door: string
  readonly kind: CredentialKind
  readonly keyId: string
  readonly secret: string
}

export interface SourceFields {
  /** Undefined for a token. */
  readonly keyId: { readonly label: 'basic' | 'signing' | 'account'; readonly isRequired: boolean } | undefined
  /** The platform issues the secret. */
  readonly isGiven: boolean
}

export function emptyForm(doors: readonly SourceDoor[]): SourceForm {
  const [first] = doors
  return { name: '', door: first?.door ?? '', kind: first?.kinds[0] ?? 'bearer', keyId: '', secret: '' }
}

/** Another door takes the better of its own kinds. */
export function withDoor(form: SourceForm, door: string, doors: readonly SourceDoor[]): SourceForm {
  const kinds = doors.find((one) => one.door === door)?.kinds ?? []
  return { ...form, door, kind: kinds[0] ?? form.kind }
}

export function fieldsOf({ door, kind }: SourceForm, doors: readonly SourceDoor[]): SourceFields {
  const isGiven = kind === 'signing' && doors.some((one) => one.door === door && one.issuedByPlatform)
  switch (kind) {
    case 'bearer':
      return { keyId: undefined, isGiven }
    case 'basic':
      return { keyId: { label: 'basic', isRequired: true }, isGiven }
    case 'signing':
      return { keyId: { label: isGiven ? 'account' : 'signing', isRequired: isGiven }, isGiven }
  }
}

export function isComplete(form: SourceForm, doors: readonly SourceDoor[]): boolean {
  const { keyId, isGiven } = fieldsOf(form, doors)
  const hasKeyId = keyId?.isRequired !== true || form.keyId.trim() !== ''
  return form.name.trim() !== '' && hasKeyId && (!isGiven || form.secret.trim() !== '')
}

export function requestOf(form: SourceForm, doors: readonly SourceDoor[]): NewSource {
  const { keyId, isGiven } = fieldsOf(form, doors)
  const typedKeyId = form.keyId.trim()
  return {
    name: form.name.trim(),
    door: form.door,
    kind: form.kind,
    ...(keyId === undefined || typedKeyId === '' ? {} : { keyId: typedKeyId }),
    ...(isGiven ? { secret: form.secret.trim() } : {}),
  }
}
