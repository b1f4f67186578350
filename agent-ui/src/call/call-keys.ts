/** What one key does on a call's screen. */
export type CallCommand = { readonly type: 'select'; readonly slot: number } | { readonly type: CommandName }

const commandNames = ['accept', 'copy', 'edit', 'dismiss', 'source', 'search', 'pause', 'live', 'help'] as const
export type CommandName = (typeof commandNames)[number]

export const callKeys = {
  accept: 'a',
  copy: 'c',
  edit: 'e',
  dismiss: 'd',
  source: 's',
  search: '/',
  pause: 'p',
  live: 'l',
  help: '?',
} as const satisfies Record<CommandName, string>

export interface KeyPress {
  readonly key: string
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly altKey: boolean
  /** The key goes into a field, or belongs to a dialog or a menu. */
  readonly isTaken: boolean
}

/** Undefined when the key means nothing here. Chords are left to the browser. */
export function callCommand({ key, ctrlKey, metaKey, altKey, isTaken }: KeyPress): CallCommand | undefined {
  if (isTaken || ctrlKey || metaKey || altKey) return undefined
  const slot = ['1', '2', '3'].indexOf(key)
  if (slot >= 0) return { type: 'select', slot }
  const lower = key.toLowerCase()
  const type = commandNames.find((name) => callKeys[name] === lower)
  return type === undefined ? undefined : { type }
}

/** Whether a key pressed on this element is somebody else's. */
export function isTaken(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  return (
    target.isContentEditable || target.closest('input, textarea, select, [role="dialog"], [role="alertdialog"], [role="menu"]') !== null
  )
}

/** Ctrl+S, or Cmd+S on a Mac. */
export function isSave({ key, ctrlKey, metaKey, altKey }: Omit<KeyPress, 'isTaken'>): boolean {
  return (ctrlKey || metaKey) && !altKey && key.toLowerCase() === 's'
}
