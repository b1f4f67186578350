import type { DemoAccount } from '@souffleur/desk'

/** What the person who started it reads: the address, and at the first start the passwords, which are nowhere else. */
export function announcement(url: string, accounts: readonly DemoAccount[], { demoAccounts }: { readonly demoAccounts: boolean }): string {
  const lines = ['', `  Souffleur  ${url}`, '']
  if (accounts.length > 0) {
    lines.push(
      demoAccounts
        ? '  Demo accounts, created now. Their passwords are shown this once:'
        : '  The administrator’s account, created now. Its password is shown this once:',
    )
    lines.push(...accounts.map(({ username, password }) => `    ${username.padEnd(12)}${password}`), '')
    lines.push(
      demoAccounts
        ? '  Comptes de démonstration : les mots de passe ne seront plus affichés.'
        : '  Compte d’administration : le mot de passe ne sera plus affiché.',
      '',
    )
  }
  return `${lines.join('\n')}\n`
}
