import { AxeBuilder } from '@axe-core/playwright'
import { OWN_SERVER_PASSWORD } from '@souffleur/loadtest'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { expect } from 'vitest'
import type { DemoAccount } from './desk-client.ts'

/** The browser that `npm test` installs, without anything that calls home. */
export function launchBrowser(extraArguments: readonly string[] = []): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env.SOUFFLEUR_CHROMIUM ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      ...extraArguments,
    ],
  })
}

/** A page that is signed in, as a person would do it. */
export async function signIn(browser: Browser, url: string, username: DemoAccount, options: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser.newContext({ locale: 'en-GB', viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce', ...options })
  const page = await context.newPage()
  await page.goto(url)
  const [name, password] = [page.locator('input[autocomplete=username]'), page.locator('input[autocomplete=current-password]')]
  await name.fill(username)
  await password.fill(OWN_SERVER_PASSWORD)
  await password.press('Enter')
  await page.getByRole('navigation').first().waitFor()
  return page
}

/** Fails with the rules that are broken and the elements that break them. */
export async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']).analyze()
  const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`)
  expect(found).toEqual([])
}

/** The element that has the focus says this. */
export async function expectFocus(page: Page, text: RegExp): Promise<void> {
  expect(await page.evaluate(() => document.activeElement?.textContent ?? '')).toMatch(text)
}
