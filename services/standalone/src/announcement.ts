import type { DemoAccount } from '@souffleur/desk'

/** What the person who started it reads: the address, and at the first start the passwords, which are nowhere else. */
export function announce(url: string, accounts: readonly DemoAccount[]): void {
  const lines = ['', `  Souffleur  ${url}`, '']
  if (accounts.length > 0) {
    lines.push('  Demo accounts, created now. Their passwords are shown this once:')
    lines.push(...accounts.map(({ username, password }) => `    ${username.padEnd(12)}${password}`), '')
    lines.push('  Comptes de démonstration : les mots de passe ne seront plus affichés.', '')
  }
  process.stdout.write(`${lines.join('\n')}\n`)
}
