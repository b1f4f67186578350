/** Preferences outlive the page where the browser allows it; where it doesn't, they last as long as the page. */
export function readStored(key: string): string | null {
  try {
    return window.localStorage.getItem(key)
  } catch {
    return null
  }
}

export function store(key: string, value: string): void {
  try {
    window.localStorage.setItem(key, value)
  } catch {
    // A private window: nothing to do about it.
  }
}
